//! Conversion of doc comments to descriptions for workflow writers.

use serde_json::Value;

use crate::json_schema;

/// Sections that rustdoc's conventions give to Rust's readers.
const SECTIONS_FOR_RUST: &[&str] = &["Errors", "Panics", "Safety"];

/// Sections that are left out if nothing but Rust code is in them.
const SECTIONS_OF_CODE: &[&str] = &["Example", "Examples"];

/// Words after a code fence that make it Rust code, as in rustdoc. A fence without a word is Rust code, too.
const RUST: &[&str] = &[
    "rust",
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "test_harness",
    "standalone",
    "standalone_crate",
];

/// Returns the first paragraph, on one line.
pub(crate) fn summary(docs: &str) -> String {
    let text = folded(docs);
    let first = text.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a doc comment with each paragraph on one line, as Markdown reads it. Lists, tables, headings and code
/// keep their line breaks. Rust code and sections such as `# Errors` are left out.
pub(crate) fn folded(docs: &str) -> String {
    let lines = docs
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut folded: Vec<String> = Vec::new();
    let mut after = Line::Blank;
    for (line, kind) in for_workflows(lines) {
        if kind == Line::Blank && after == Line::Blank {
            continue;
        }
        let text = line.trim_end();
        match folded.last_mut() {
            Some(last) if kind == Line::Prose && matches!(after, Line::Prose | Line::ListItem) => {
                last.push(' ');
                last.push_str(text.trim_end_matches('\\'));
            }
            _ if kind == Line::Code => folded.push(text.to_owned()),
            _ => folded.push(text.trim_end_matches('\\').to_owned()),
        }
        let is_broken = kind != Line::Code && (line.ends_with("  ") || text.ends_with('\\'));
        after = if is_broken && kind != Line::Blank {
            Line::Other
        } else {
            kind
        };
    }
    folded.join("\n").trim_end().to_owned()
}

/// Kinds of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    /// Part of a paragraph.
    Prose,
    ListItem,
    Heading,
    /// Between two fences, and the fences.
    Code,
    /// Of a table, a quotation, or indented.
    Other,
}

impl Line {
    fn of(line: &str) -> Self {
        let text = line.trim();
        if text.is_empty() {
            Self::Blank
        } else if is_list_item(text) {
            Self::ListItem
        } else if heading(line).is_some() {
            Self::Heading
        } else if line.starts_with([' ', '\t', '|', '>']) || is_rule(text) {
            Self::Other
        } else {
            Self::Prose
        }
    }
}

/// The lines without those that are only for readers of Rust.
fn for_workflows<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(&'a str, Line)> {
    let mut kept: Vec<(&str, Line)> = Vec::new();
    // The fence that ends the code, and whether the code is Rust.
    let mut code: Option<(&str, bool)> = None;
    // The level of the heading whose section is left out.
    let mut left_out: Option<usize> = None;
    for line in lines {
        if let Some((end, is_rust)) = code {
            if !is_rust && left_out.is_none() {
                kept.push((line, Line::Code));
            }
            let is_end = fence(line).is_some_and(|(fence, word)| {
                word.is_empty() && fence.starts_with(end) && fence.len() >= end.len()
            });
            if is_end {
                code = None;
            }
            continue;
        }
        if let Some((fence, words)) = fence(line) {
            let is_rust = is_rust(words);
            code = Some((fence, is_rust));
            if !is_rust && left_out.is_none() {
                kept.push((line, Line::Code));
            }
            continue;
        }
        if let Some((level, title)) = heading(line) {
            if left_out.is_some_and(|outer| level <= outer) {
                left_out = None;
            }
            drop_empty_section(&mut kept);
            if left_out.is_none() && SECTIONS_FOR_RUST.contains(&title) {
                left_out = Some(level);
            }
        }
        if left_out.is_none() {
            kept.push((line, Line::of(line)));
        }
    }
    drop_empty_section(&mut kept);
    kept
}

/// Removes a heading of examples at the end.
fn drop_empty_section(lines: &mut Vec<(&str, Line)>) {
    let last = lines.iter().rposition(|(_, kind)| *kind != Line::Blank);
    if let Some(last) = last
        && heading(lines[last].0).is_some_and(|(_, title)| SECTIONS_OF_CODE.contains(&title))
    {
        lines.truncate(last);
    }
}

/// The fence of a code block, such as three backticks, and the words behind it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|mark| "`~".contains(*mark))?;
    let end = line.find(|c| c != mark).unwrap_or(line.len());
    let (fence, words) = line.split_at(end);
    (fence.len() >= 3 && !(mark == '`' && words.contains('`'))).then_some((fence, words.trim()))
}

fn is_rust(words: &str) -> bool {
    let mut words = words
        .split([',', ' ', '\t'])
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_none()
        || words.all(|word| {
            let word = word.split('-').next().unwrap_or(word);
            RUST.contains(&word) || word.starts_with("edition") || is_error_code(word)
        })
}

/// `E0308`, behind `compile_fail`.
fn is_error_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with('E') && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// The level and the title of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    ((1..=6).contains(&level) && (title.is_empty() || title.starts_with(' ')))
        .then(|| (level, title.trim().trim_end_matches('#').trim_end()))
}

fn is_list_item(text: &str) -> bool {
    let is_bullet = ["- ", "* ", "+ "]
        .iter()
        .any(|bullet| text.starts_with(bullet));
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - number.len();
    is_bullet || (1..=9).contains(&digits) && (number.starts_with(". ") || number.starts_with(") "))
}

/// A line between sections, or under a heading.
fn is_rule(text: &str) -> bool {
    ["-", "=", "*", "_"]
        .iter()
        .any(|mark| text.len() >= 3 && text.replace(mark, "").trim().is_empty())
}

/// Folds all descriptions in a schema.
pub(crate) fn fold_descriptions(schema: &mut Value) {
    json_schema::rewrite(schema, &mut |keywords| {
        if let Some(Value::String(text)) = keywords.get_mut("description") {
            *text = folded(text);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{folded, summary};

    #[test]
    fn paragraphs_are_folded_and_other_lines_kept() {
        let docs = " Fetch one server\n of the project.\n\n - by id\n - by name,\n   first match\n\n ```text\n a\n b\n ```";
        assert_eq!(
            folded(docs),
            "Fetch one server of the project.\n\n- by id\n- by name,\n  first match\n\n```text\na\nb\n```"
        );
        assert_eq!(summary(docs), "Fetch one server of the project.");
    }

    #[test]
    fn ordered_lists_tables_and_quotations_keep_their_lines() {
        for text in [
            "1. one\n2. two",
            "1) one\n10) two",
            "| a | b |\n| --- | --- |\n| 1 | 2 |",
            "> a\n> b",
            "Title\n-----",
            "a\n\n***\n\nb",
            "    indented\n    code",
        ] {
            let docs: String = text.lines().flat_map(|line| [" ", line, "\n"]).collect();
            assert_eq!(folded(&docs), text);
        }
    }

    #[test]
    fn prose_can_begin_with_any_character() {
        for second in ["$HOME", "<b>", "„quoted“", "#1", "2.5 GB", "–", "{x}"] {
            assert_eq!(
                folded(&format!(" One\n {second} two")),
                format!("One {second} two")
            );
        }
        assert_eq!(folded(" One  \n two\\\n three"), "One\ntwo\nthree");
    }

    #[test]
    fn code_in_other_languages_stays_as_it_is() {
        for code in [
            "~~~yaml\n# x\n- a: 1\n  b\n~~~",
            "````text\n```\n# x\n```\n````",
            "```json\n{\n\n}\n```",
        ] {
            let docs: String = code.lines().flat_map(|line| [" ", line, "\n"]).collect();
            assert_eq!(folded(&docs), code);
        }
    }

    #[test]
    fn rust_code_and_sections_about_rust_are_left_out() {
        for docs in [
            " Stops.\n\n ```\n # use x;\n stop();\n ```",
            " Stops.\n\n ~~~ rust,no_run\n stop();\n ~~~",
            " Stops.\n\n ```compile_fail,E0308\n stop(1);\n ```",
            " Stops.\n\n # Examples\n\n ```edition2021\n stop();\n ```",
            " Stops.\n\n # Errors\n\n If it runs.\n\n ## More\n\n Text.",
            " Stops.\n\n # Panics\n\n Never.\n\n # Safety #\n None.",
        ] {
            assert_eq!(folded(docs), "Stops.", "{docs}");
        }
        assert_eq!(
            folded(" Stops.\n\n # Errors\n\n If it runs.\n\n # Notes\n\n None."),
            "Stops.\n\n# Notes\n\nNone."
        );
    }
}

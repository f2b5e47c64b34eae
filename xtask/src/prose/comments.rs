//! Comments, Markdown, and names of tests: line by line, without parsing.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::source::{Language, Source};
use super::{Line, markers};

static COMMENT: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*(?://[/!]?|/\*\*?|\*)\s?(.*)$"));

static FUNCTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s*(?:pub(?:\(crate\))? )?(?:async )?fn (\w+)\("));

static PYTHON_TEST: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*def test_(\w+)\("));

fn compile(expression: &str) -> Regex {
    Regex::new(expression).expect("a constant expression is valid")
}

/// Returns the lines of comments, documentation and Markdown with three or more words.
pub(super) fn of(source: &Source) -> Vec<Line> {
    let mut is_fenced = false;
    let lines = source.text.lines().enumerate().map(|(index, line)| {
        let text = match source.language {
            Language::Markdown => {
                is_fenced ^= line.trim_start().starts_with("```");
                let line = if is_fenced { "" } else { line };
                line.trim_matches([' ', '#', '>', '|', '-', '*'])
            }
            Language::Rust => COMMENT
                .captures(line)
                .and_then(|found| found.get(1))
                .map_or("", |found| found.as_str().trim()),
            Language::Python | Language::Shell | Language::Toml => {
                let comment = line.trim_start().strip_prefix('#');
                comment.unwrap_or_default().trim()
            }
        };
        Line {
            file: source.path.clone(),
            number: index + 1,
            text: markers::without_code(text),
        }
    });
    lines
        .filter(|line| line.text.split_whitespace().count() >= 3)
        .collect()
}

/// Returns the names of tests.
pub(super) fn tests(source: &Source) -> Vec<Line> {
    let mut follows_attribute = false;
    let mut names = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let name = match source.language {
            Language::Rust if follows_attribute => FUNCTION.captures(line),
            Language::Python => PYTHON_TEST.captures(line),
            _ => None,
        };
        if let Some(name) = name.and_then(|found| found.get(1)) {
            names.push(Line {
                file: source.path.clone(),
                number: index + 1,
                text: name.as_str().to_owned(),
            });
        }
        let line = line.trim();
        follows_attribute = line.starts_with("#[test]")
            || line.starts_with("#[tokio::test")
            || (follows_attribute && line.starts_with("#["));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(language: Language, text: &str) -> Vec<String> {
        let source = Source {
            path: "x".into(),
            language,
            text: text.into(),
        };
        let lines = of(&source).into_iter().chain(tests(&source));
        lines.map(|line| line.text).collect()
    }

    #[test]
    fn rust_has_comments_and_tests() {
        let text = "//! One two three.\nlet x = 1; // one two three\n/// Two `words`.\n#[test]\n#[ignore]\nfn it_works() {}\nfn other() {}\n";
        assert_eq!(texts(Language::Rust, text), ["One two three.", "it_works"]);
    }

    #[test]
    fn code_blocks_of_markdown_are_ignored() {
        let text = "# A long title\n```sh\n# one two three\n```\n- one `two` three\n";
        assert_eq!(
            texts(Language::Markdown, text),
            ["A long title", "one x three"]
        );
    }
}

//! Conversion of doc comments to descriptions.

use serde_json::Value;

use crate::json_schema;

/// Returns the first paragraph, on one line.
pub(crate) fn summary(docs: &str) -> String {
    let first = docs.trim_start().split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a doc comment with each paragraph on one line, as Markdown reads it. Lists, tables, headings
/// and code keep their line breaks.
pub(crate) fn folded(docs: &str) -> String {
    let mut text = String::with_capacity(docs.len());
    let mut in_code = false;
    let mut after_prose = false;
    for line in docs.trim().lines() {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        let is_fence = line.trim_start().starts_with("```");
        let is_prose = !in_code
            && !is_fence
            && line.starts_with(|first: char| first.is_alphanumeric() || "`*_([\"".contains(first))
            && !line.starts_with("* ");
        if !text.is_empty() {
            text.push(if after_prose && is_prose { ' ' } else { '\n' });
        }
        text.push_str(line);
        in_code ^= is_fence;
        after_prose = is_prose || (!in_code && !is_fence && is_list_item(line));
    }
    text
}

fn is_list_item(line: &str) -> bool {
    ["- ", "* ", "+ "]
        .iter()
        .any(|bullet| line.trim_start().starts_with(bullet))
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
        let docs = " Fetch one server\n of the project.\n\n - by id\n - by name,\n   first match\n\n ```\n a\n b\n ```";
        assert_eq!(
            folded(docs),
            "Fetch one server of the project.\n\n- by id\n- by name,\n  first match\n\n```\na\nb\n```"
        );
        assert_eq!(summary(docs), "Fetch one server of the project.");
    }
}

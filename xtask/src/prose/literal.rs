//! String literals of Rust.

/// Returns the value of a string literal as it stands in the source, or `None` for a literal of another kind.
pub(super) fn value(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let fence = raw.find('"')?;
        let text = raw.get(fence + 1..raw.len() - fence - 1)?;
        return Some(text.to_owned());
    }
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    Some(unescape(text))
}

/// Resolves the escapes that matter for reading: line breaks and continuations. Other characters become a space.
fn unescape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        if one != '\\' {
            value.push(one);
            continue;
        }
        match rest.next() {
            Some('n') => value.push('\n'),
            Some(quote @ ('"' | '\'' | '\\')) => value.push(quote),
            Some('\n') => while rest.next_if(|next| next.is_whitespace()).is_some() {},
            Some('u') => {
                let _ = rest.by_ref().find(|next| *next == '}');
                value.push(' ');
            }
            Some('x') => {
                let _ = rest.by_ref().nth(1);
                value.push(' ');
            }
            _ => value.push(' '),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn plain_and_raw_strings_have_a_value() {
        assert_eq!(
            value(r#""a \"b\" \u{2026}c""#).as_deref(),
            Some("a \"b\"  c")
        );
        assert_eq!(value("\"a \\\n   b\\nc\"").as_deref(), Some("a b\nc"));
        assert_eq!(value("r#\"a \"b\"\"#").as_deref(), Some(r#"a "b""#));
        assert_eq!(value("b\"a\""), None);
        assert_eq!(value("1.5"), None);
    }
}

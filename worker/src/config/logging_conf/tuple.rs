//! Tuples and strings of Python, as `args` of a handler has them.

/// Splits a tuple of Python into its members, as they are written.
pub(super) fn arguments(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(text);
    let mut members = vec![String::new()];
    let (mut quote, mut depth) = (None, 0_u32);
    for c in inner.chars() {
        match (quote, c) {
            (None, ',') if depth == 0 => {
                members.push(String::new());
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(member) = members.last_mut() {
            member.push(c);
        }
    }
    let members = members.into_iter().map(|member| member.trim().to_owned());
    members.filter(|member| !member.is_empty()).collect()
}

/// Returns the text of a string of Python.
pub(super) fn quoted(member: &str) -> Option<&str> {
    ['\'', '"'].into_iter().find_map(|quote| {
        let inner = member.strip_prefix(quote)?;
        inner.strip_suffix(quote)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_split_outside_of_strings_and_tuples() {
        for (text, members) in [
            ("()", &[][..]),
            ("(sys.stdout,)", &["sys.stdout"]),
            ("('a, b', \"c\")", &["'a, b'", "\"c\""]),
            ("(('h', 514), x)", &["('h', 514)", "x"]),
        ] {
            assert_eq!(arguments(text), members, "{text}");
        }
        assert_eq!(quoted("'a, b'"), Some("a, b"));
        assert_eq!(quoted("sys.stdout"), None);
    }
}

//! Secrets in texts: the values of secret names, and the users and passwords of URLs.

use std::ops::Range;

use super::names::is_secret;
use crate::http::log::MASK;

/// Masks the secrets in a text, and passes each of them on.
pub(super) fn mask(text: &str, found: &mut dyn FnMut(&str)) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for range in secrets(text) {
        if range.start < done || range.is_empty() {
            continue;
        }
        found(&text[range.clone()]);
        masked.push_str(&text[done..range.start]);
        masked.push_str(MASK);
        done = range.end;
    }
    masked.push_str(&text[done..]);
    masked
}

/// Returns the places of secrets, in their order. They may overlap.
fn secrets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let signs = text.match_indices(['=', ':', '<']);
    signs.filter_map(move |(at, sign)| {
        let after = at + 1;
        match sign {
            "<" => in_element(text, after),
            ":" if text[after..].starts_with("//") => in_authority(text, after + 2),
            _ if name_before(text, at).is_some_and(is_secret) => {
                Some(value_after(text, after, sign == ":"))
            }
            _ => None,
        }
    })
}

/// Returns the name before a sign: `name=`, `"name": `, `\"name\":`. The host of a URL is none.
fn name_before(text: &str, at: usize) -> Option<&str> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let before = before.trim_end_matches(['"', '\'']).trim_end_matches('\\');
    let is_of_name = |c: char| c.is_alphanumeric() || "_-.[]%".contains(c);
    let name_and_rest = before.trim_end_matches(is_of_name);
    let is_host = name_and_rest.ends_with("//") || name_and_rest.ends_with('@');
    (!is_host).then(|| &before[name_and_rest.len()..])
}

/// Returns the place of a value: in quotes, else to the end of the line for a header, and of the word for others.
fn value_after(text: &str, after: usize, header: bool) -> Range<usize> {
    let rest = text[after..].trim_start_matches([' ', '\t']);
    let start = text.len() - rest.len();
    let unescaped = rest.trim_start_matches('\\');
    if unescaped.starts_with(['"', '\'']) {
        let quote = &rest[..=rest.len() - unescaped.len()];
        let start = start + quote.len();
        let mut ends = text[start..]
            .match_indices(quote)
            .map(|(end, _)| start + end);
        let end = ends.find(|end| !text[start..*end].ends_with('\\'));
        return start..end.unwrap_or(text.len());
    }
    let ends = |c: char| {
        if header {
            matches!(c, '\r' | '\n')
        } else {
            c.is_whitespace() || "&;\"'<>".contains(c)
        }
    };
    start..rest.find(ends).map_or(text.len(), |end| start + end)
}

/// Returns the place of the text of an XML element with a secret name.
fn in_element(text: &str, start: usize) -> Option<Range<usize>> {
    let (tag, rest) = text[start..].split_once('>')?;
    let name = tag.split_whitespace().next().unwrap_or_default();
    if name.starts_with('/') || tag.ends_with('/') || !is_secret(name) {
        return None;
    }
    let start = text.len() - rest.len();
    Some(start..start + rest.find('<').unwrap_or(rest.len()))
}

/// Returns the place of the password in the authority of a URL, or of the user without a password, which is a token.
fn in_authority(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let ends = |c: char| c.is_whitespace() || "/?#\"'<>".contains(c);
    let authority = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let end = start + authority.rfind('@')?;
    let password = text[start..end]
        .find(':')
        .map_or(start, |colon| start + colon + 1);
    Some(password..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_texts_are_masked() {
        for (text, expected) in [
            ("password=x123", "password=***"),
            (
                "user=ada&password=x%20123&page=7",
                "user=ada&password=***&page=7",
            ),
            ("user[password]=x123&a=b", "user[password]=***&a=b"),
            ("Server=h;Pwd=x123;User=ada", "Server=h;Pwd=***;User=ada"),
            (
                "the token is: \npassword = 'x 123', ok",
                "the token is: \npassword = '***', ok",
            ),
            (
                "Host: h\r\nX-Auth-Token: x123 y\r\nAccept: */*",
                "Host: h\r\nX-Auth-Token: ***\r\nAccept: */*",
            ),
            (
                r#"cut: {"password": "x\"123", "city": "Oslo""#,
                r#"cut: {"password": "***", "city": "Oslo""#,
            ),
            (
                r#"cut: {\"adminPass\":\"x123\",\"a\":\"b\""#,
                r#"cut: {\"adminPass\":\"***\",\"a\":\"b\""#,
            ),
            (
                "{'password': 'x123', 'a': 1}",
                "{'password': '***', 'a': 1}",
            ),
            (
                "<a><password type=\"x\">x123</password><b>c</b>",
                "<a><password type=\"x\">***</password><b>c</b>",
            ),
            (
                "see http://ada:x123@h/a and http://x123@h",
                "see http://ada:***@h/a and http://***@h",
            ),
            (
                "http://h/?token=x123&a=b#access_token=y123",
                "http://h/?token=***&a=b#access_token=***",
            ),
        ] {
            assert_eq!(mask(text, &mut |_| ()), expected);
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "",
            "city=Oslo",
            "http://auth.example.org:5000/v3",
            "http://u@auth.example.org:5000/v3",
            "12:30",
            "a = b == c",
            "<secret/>",
            "5 < 6",
            "the password was changed",
        ] {
            let expected = text.replace("http://u@", "http://***@");
            assert_eq!(mask(text, &mut |_| ()), expected);
        }
    }
}

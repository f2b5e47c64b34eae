//! The envelope around every message: `{"oslo.version": "2.0", "oslo.message": "<JSON text>"}`.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;

use super::text::unescape;

/// The parts of an envelope before and after the text, as Python writes them.
const HEAD: &str = r#"{"oslo.version": "2.0", "oslo.message": "#;
const TAIL: &str = "}";

#[derive(Deserialize)]
struct Received<'a> {
    #[serde(borrow, rename = "oslo.message")]
    message: Cow<'a, str>,
}

/// Returns the JSON text within an envelope.
///
/// # Errors
///
/// If the body is not an envelope.
pub(super) fn open(body: &[u8]) -> Result<Cow<'_, str>, serde_json::Error> {
    match escaped(body).and_then(unescape) {
        Some(text) => Ok(Cow::Owned(text)),
        None => serde_json::from_slice::<Received<'_>>(body).map(|envelope| envelope.message),
    }
}

/// Returns the JSON object within an envelope without its last members, if the escaped text ends with `members`. The
/// caller must check that the rest is complete: the members may belong to an inner object.
pub(super) fn open_without(body: &[u8], members: &str) -> Option<String> {
    let rest = escaped(body)?.strip_suffix('}')?.strip_suffix(members)?;
    Some(unescape(rest)? + "}")
}

/// Returns the members from the first one of a context to the end of the message, escaped. The caller must check that
/// they are members of the message itself, and all of a context.
pub(super) fn context_at_end(body: &[u8]) -> Option<&str> {
    let message = escaped(body)?.strip_suffix('}')?;
    let start = memchr::memmem::find(message.as_bytes(), br#", \"_context_"#)?;
    message.get(start..)
}

/// Returns the escaped text of an envelope that Python wrote.
fn escaped(body: &[u8]) -> Option<&str> {
    let envelope = std::str::from_utf8(body).ok()?;
    let quoted = envelope.strip_prefix(HEAD)?.strip_suffix(TAIL)?;
    quoted.strip_prefix('"')?.strip_suffix('"')
}

/// Puts a JSON text into an envelope. `escaped_end` is appended to the text as it is.
pub(super) fn seal(message: &str, escaped_end: &str) -> Bytes {
    let mut body = Vec::with_capacity(HEAD.len() + message.len() * 3 / 2 + escaped_end.len() + 8);
    body.extend_from_slice(HEAD.as_bytes());
    if let Err(error) = serde_json::to_writer(&mut body, message) {
        unreachable!("a string is always JSON: {error}");
    }
    body.pop();
    body.extend_from_slice(escaped_end.as_bytes());
    body.push(b'"');
    body.extend_from_slice(TAIL.as_bytes());
    body.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(escaped: &str) -> String {
        format!(r#"{{"oslo.version": "2.0", "oslo.message": "{escaped}"}}"#)
    }

    #[test]
    fn fast_path_agrees_with_a_json_parser() {
        for escaped in [
            r"",
            r"plain",
            r#"{\"args\": {\"action\": \"{\\\"cls\\\": \\\"a\\\"}\"}}"#,
            r"ends with \\",
            "unescaped but not ASCII: é日😀",
        ] {
            let body = envelope(escaped);
            let parsed: Received<'_> = serde_json::from_str(&body).unwrap();
            assert_eq!(unescape(escaped).as_deref(), Some(&*parsed.message));
            assert_eq!(open(body.as_bytes()).unwrap(), parsed.message);
        }
    }

    #[test]
    fn unusual_text_falls_back_to_a_json_parser() {
        for escaped in [
            r"a\u00e9b",
            r"a\nb",
            "a\nb",
            r#"a", "more": "b"#,
            r"ends in the middle of an escape \",
        ] {
            let body = envelope(escaped);
            assert_eq!(unescape(escaped), None, "{body}");
            let parsed = serde_json::from_str::<Received<'_>>(&body);
            let opened = open(body.as_bytes());
            assert_eq!(opened.ok(), parsed.ok().map(|parsed| parsed.message));
        }
        assert_eq!(open(br#"{"oslo.message":"a"}"#).unwrap(), "a");
        assert!(open(b"\xff").is_err());
    }

    #[test]
    fn known_members_at_the_end_are_removed() {
        let members = r#", \"_context_user\": null"#;
        let body = envelope(&format!(r#"{{\"method\": \"run\"{members}}}"#));
        let rest = open_without(body.as_bytes(), members);
        assert_eq!(rest.as_deref(), Some(r#"{"method": "run"}"#));
        assert_eq!(open_without(body.as_bytes(), ", other"), None);
    }

    #[test]
    fn sealed_message_opens_to_itself() {
        let message = r#"{"a": "\"é\n"#;
        let body = seal(message, r#", \"b\": 1}"#);
        assert_eq!(open(&body).unwrap(), format!(r#"{message}, "b": 1}}"#));
    }
}

//! JSON texts within JSON texts: a request to run an action is four of them, one in the other.
//!
//! All that Python writes is ASCII in which, but for what people write, nothing has to be escaped but quotes and
//! backslashes. That is read in less than half of the time that a JSON parser takes, which has to be ready for more.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The text that a JSON string stands for.
///
/// # Errors
///
/// If it is no string.
pub(super) fn text(json: &RawValue) -> Result<Cow<'_, str>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let json = json.get();
    let escaped = json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match escaped.and_then(unescape) {
        Some(text) => Ok(Cow::Owned(text)),
        None => serde_json::from_str::<Text<'_>>(json).map(|text| text.0),
    }
}

/// What a JSON string means, without its quotes, in which only quotes and backslashes are escaped; None of any other.
pub(super) fn unescape(escaped: &str) -> Option<String> {
    let mut text = vec![0; escaped.len()];
    let mut bytes = escaped.bytes();
    let mut length = 0;
    // There is a place for each byte, so that none has to be asked for.
    for place in &mut text {
        let Some(byte) = bytes.next() else {
            break;
        };
        *place = match byte {
            plain if !IS_SPECIAL[usize::from(plain)] => plain,
            b'\\' => bytes
                .next()
                .filter(|escaped| matches!(escaped, b'"' | b'\\'))?,
            _ => return None,
        };
        length += 1;
    }
    text.truncate(length);
    String::from_utf8(text).ok()
}

/// Whether a byte within a JSON string means something else than itself: a backslash, a quote, which would end it, or a
/// control character, which is no JSON.
static IS_SPECIAL: [bool; 256] = {
    let mut is_special = [false; 256];
    is_special[b'\\' as usize] = true;
    is_special[b'"' as usize] = true;
    let mut control = 0;
    while control < b' ' as usize {
        is_special[control] = true;
        control += 1;
    }
    is_special
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_a_json_parser_makes_of_it() {
        for json in [
            r#""""#,
            r#""plain""#,
            r#""{\"args\": {\"action\": \"{\\\"cls\\\": 1}\"}}""#,
            r#""ends with \\""#,
            r#""é日😀 and \u00e9\n\/""#,
        ] {
            let raw: &RawValue = serde_json::from_str(json).unwrap();
            let parsed: String = serde_json::from_str(json).unwrap();
            assert_eq!(text(raw).unwrap(), parsed);
        }
        let number: &RawValue = serde_json::from_str("1").unwrap();
        let error = text(number).unwrap_err().to_string();
        assert!(
            error.starts_with("invalid type: integer `1`, expected a string"),
            "{error}"
        );
    }
}

//! JSON texts within JSON texts: a request to run an action nests four of them.
//!
//! Python writes ASCII in which, except in texts of users, only quotes and backslashes are escaped. A loop for this case
//! takes less than half of the time of a general JSON parser.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Returns the text of a JSON string.
///
/// # Errors
///
/// If the JSON value is not a string.
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

/// Returns the text of a JSON string, given without its quotes; `None` if anything but quotes and backslashes is escaped.
pub(super) fn unescape(escaped: &str) -> Option<String> {
    let mut text = vec![0; escaped.len()];
    let mut bytes = escaped.bytes();
    let mut length = 0;
    // Iterating over the output avoids a bounds check for each byte.
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

/// The bytes that do not stand for themselves within a JSON string: backslash, quote and control characters.
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
    fn text_agrees_with_a_json_parser() {
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

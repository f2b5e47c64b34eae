//! [`problem`]: the description of JSON that cannot be read, without its values.

use serde::Deserialize;

/// Reads a JSON object.
///
/// # Errors
///
/// If the text is not the object. A list is refused too; serde would take its items for the members.
pub(super) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    if text.trim_ascii_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| problem(&error))
    } else {
        Err("expected a JSON object".to_owned())
    }
}

/// Returns the text of an error without the values that it quotes, which may be secrets.
pub(super) fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let quotes_a_value = ["invalid type: ", "invalid value: ", "unknown "]
        .iter()
        .any(|beginning| text.starts_with(beginning));
    // The value may contain any text; the description of what was expected has no such words.
    match (text.find(['"', '`']), text.rfind(", expected ")) {
        (Some(value), Some(expected)) if quotes_a_value && value < expected => {
            [text[..value].trim_end(), &text[expected..]].concat()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Debug, Deserialize)]
    enum Color {
        Red,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Point {
        #[expect(dead_code, reason = "it is only read")]
        x: u8,
    }

    fn described<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
        let described = problem(&serde_json::from_str::<T>(json).unwrap_err());
        let (text, _place) = described.split_once(" at line ").unwrap();
        text.to_owned()
    }

    #[test]
    fn list_is_no_object() {
        assert!(object::<Point>(r#" {"x": 1}"#).is_ok());
        assert_eq!(
            object::<Point>("[1]").unwrap_err(),
            "expected a JSON object"
        );
    }

    #[test]
    fn values_are_left_out() {
        for (described, expected) in [
            (
                described::<u8>(r#""s3cret, expected \" it""#),
                "invalid type: string, expected u8",
            ),
            (
                described::<String>("7312"),
                "invalid type: integer, expected a string",
            ),
            (
                described::<u8>("-1.5"),
                "invalid type: floating point, expected u8",
            ),
            (
                described::<BTreeMap<String, u8>>("[]"),
                "invalid type: sequence, expected a map",
            ),
            (
                described::<Color>(r#""s3cret""#),
                "unknown variant, expected `Red`",
            ),
            (
                described::<Point>(r#"{"s3cret": 1}"#),
                "unknown field, expected `x`",
            ),
            (described::<Point>("{}"), "missing field `x`"),
            (described::<Vec<u8>>("["), "EOF while parsing a list"),
        ] {
            assert_eq!(described, expected);
        }
    }
}

//! Python's conversions of JSON values, for the places where Mistral's classes use `float(x)`, `int(x)`, `str(x)`,
//! `repr(x)` or `if x:`.
//!
//! Written by hand because `rustpython-literal` formats single floats and strings only; it has no containers and no
//! conversions.

use serde_json::Value;

/// Reason for a failed conversion, by Python's exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConversionError {
    /// `TypeError`: the type has no such conversion.
    Type,
    /// `ValueError`: the type has the conversion, but this value has none.
    Value,
    /// `OverflowError`: the value is out of range.
    Overflow,
}

/// `bool(x)`.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// `float(x)`.
pub(crate) fn float(value: &Value) -> Result<f64, ConversionError> {
    match value {
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Number(number) => number.as_f64().ok_or(ConversionError::Overflow),
        Value::String(text) => digits(text)
            .and_then(|text| text.parse().ok())
            .ok_or(ConversionError::Value),
        _ => Err(ConversionError::Type),
    }
}

/// `int(x)`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "int() truncates a float; values out of range saturate, and every caller rejects such large values"
)]
pub(crate) fn int(value: &Value) -> Result<i128, ConversionError> {
    match value {
        Value::Bool(value) => Ok(i128::from(*value)),
        Value::Number(number) => {
            let whole = number
                .as_i64()
                .map(i128::from)
                .or_else(|| number.as_u64().map(i128::from));
            match (whole, number.as_f64()) {
                (Some(whole), _) => Ok(whole),
                (None, Some(float)) => Ok(float as i128),
                (None, None) => Err(ConversionError::Overflow),
            }
        }
        Value::String(text) => {
            let text = digits(text).ok_or(ConversionError::Value)?;
            let unsigned = text.strip_prefix(['+', '-']).unwrap_or(&text);
            if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(ConversionError::Value);
            }
            let limit = if text.starts_with('-') {
                i128::MIN
            } else {
                i128::MAX
            };
            Ok(text.parse().unwrap_or(limit))
        }
        _ => Err(ConversionError::Type),
    }
}

/// Strips the white space and the underscores that Python allows in the text of a number. Returns `None` for an
/// underscore that is not between digits.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let between_digits = |(at, _): (usize, &str)| {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1))
    };
    text.match_indices('_')
        .all(between_digits)
        .then(|| text.replace('_', ""))
}

/// `str(x)` of a scalar; `None` for arrays and objects.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("None".to_owned()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Number(number) if number.is_f64() => number.as_f64().map(float_text),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// `repr(x)`. Of the control characters, it escapes only line feeds.
pub(crate) fn repr(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let quote = if text.contains('\'') && !text.contains('"') {
                '"'
            } else {
                '\''
            };
            let escaped = text.replace('\\', "\\\\").replace('\n', "\\n");
            let escaped = if quote == '\'' {
                escaped.replace('\'', "\\'")
            } else {
                escaped
            };
            format!("{quote}{escaped}{quote}")
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(repr).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let members = map.iter().map(|(key, value)| {
                format!("{}: {}", repr(&Value::from(key.as_str())), repr(value))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        scalar => text(scalar).unwrap_or_default(),
    }
}

/// `repr(x)` of a float: the shortest digits, with an exponent for values below 1e-4 and from 1e16.
pub(crate) fn float_text(float: f64) -> String {
    let scientific = format!("{float:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..16).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.abs())
        }
        _ => format!("{float:?}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_in_strings_are_parsed_as_in_python() {
        assert_eq!(float(&json!(" 1_0.5\n")), Ok(10.5));
        assert_eq!(float(&json!("-INF")), Ok(f64::NEG_INFINITY));
        for no_float in ["", "_1", "1__0", "1_", "0x10", "ten"] {
            assert_eq!(
                float(&json!(no_float)),
                Err(ConversionError::Value),
                "{no_float}"
            );
        }
        assert_eq!(int(&json!(" +1_0 ")), Ok(10));
        assert_eq!(int(&json!(-5.9)), Ok(-5));
        for no_integer in ["5.5", "", "-", "1e3", "--1"] {
            assert_eq!(
                int(&json!(no_integer)),
                Err(ConversionError::Value),
                "{no_integer}"
            );
        }
        assert_eq!(int(&json!([])), Err(ConversionError::Type));
        assert_eq!(float(&json!(null)), Err(ConversionError::Type));
    }

    #[test]
    fn repr_equals_python_repr() {
        assert_eq!(
            repr(&json!(["a", "it's", "\"it's\"", {"b": null, "c": [1.0, true]}, "d\\\n"])),
            r#"['a', "it's", '"it\'s"', {'b': None, 'c': [1.0, True]}, 'd\\\n']"#
        );
    }

    #[test]
    fn float_text_equals_python_repr() {
        let texts = [1.0, 0.1, 1e15, 1e16, 1.5e-5, 0.0001, -2.5e300, -0.0].map(float_text);
        assert_eq!(
            texts,
            [
                "1.0",
                "0.1",
                "1000000000000000.0",
                "1e+16",
                "1.5e-05",
                "0.0001",
                "-2.5e+300",
                "-0.0"
            ]
        );
    }
}

//! Differences of two JSON values, one line each.

use serde_json::Value;

/// Returns a line for each place where the values differ, with its JSON pointer.
pub(super) fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", expected, actual, &mut lines);
    lines
}

fn compare(pointer: &str, expected: &Value, actual: &Value, lines: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                let pointer = member(pointer, key);
                match actual.get(key) {
                    Some(actual) => compare(&pointer, value, actual, lines),
                    None => lines.push(format!("{pointer}: expected {value}, is missing")),
                }
            }
            for (key, value) in actual {
                if !expected.contains_key(key) {
                    let pointer = member(pointer, key);
                    lines.push(format!("{pointer}: unexpected {value}"));
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            for index in 0..expected.len().max(actual.len()) {
                let pointer = format!("{pointer}/{index}");
                match (expected.get(index), actual.get(index)) {
                    (Some(expected), Some(actual)) => compare(&pointer, expected, actual, lines),
                    (Some(expected), None) => {
                        lines.push(format!("{pointer}: expected {expected}, is missing"));
                    }
                    (None, Some(actual)) => lines.push(format!("{pointer}: unexpected {actual}")),
                    (None, None) => {}
                }
            }
        }
        _ if expected == actual => {}
        _ => {
            let separator = if pointer.is_empty() { "" } else { ": " };
            lines.push(format!(
                "{pointer}{separator}expected {expected}, got {actual}"
            ));
        }
    }
}

fn member(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_difference_has_its_pointer() {
        let expected = json!({"a": 1, "b": [1, 2], "c/d": {"e": null}, "same": true});
        let actual = json!({"a": "1", "b": [1], "c/d": {"f": 1}, "same": true});
        assert_eq!(
            differences(&expected, &actual),
            [
                "/a: expected 1, got \"1\"",
                "/b/1: expected 2, is missing",
                "/c~1d/e: expected null, is missing",
                "/c~1d/f: unexpected 1",
            ]
        );
        assert_eq!(differences(&json!(1), &json!(2)), ["expected 1, got 2"]);
        assert_eq!(differences(&json!(1), &json!(1)), [""; 0]);
    }
}

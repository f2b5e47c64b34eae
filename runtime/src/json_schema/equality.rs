//! Equality of values as JSON Schema defines it: `1` equals `1.0`.

use serde_json::Value;

use crate::input::number::Number;

pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => Number::of_json(left) == Number::of_json(right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(one, other)| equal(one, other))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |(key, one): (&String, &Value)| {
                right.get(key).is_some_and(|other| equal(one, other))
            };
            left.len() == right.len() && left.iter().all(has)
        }
        _ => left == right,
    }
}

/// Returns the index of the first item that equals an earlier one.
pub(super) fn first_repeated(items: &[Value]) -> Option<usize> {
    // Most sets hold texts only, and can be large.
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    if let Some(texts) = texts {
        let mut seen = std::collections::HashSet::new();
        return texts.iter().position(|text| !seen.insert(*text));
    }
    (1..items.len()).find(|&index| items[..index].iter().any(|one| equal(one, &items[index])))
}

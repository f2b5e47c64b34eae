//! Type, enumeration and constraints of a value itself.

use serde_json::{Map, Value};

use super::{Place, Validator};
use crate::input::number::Number;
use crate::json_schema::Node;
use crate::json_schema::equality::equal;
use crate::json_schema::format_pattern::{has_format, matches};
use crate::json_schema::types::is_of;

impl<'a> Validator<'a> {
    /// Checks type, enumeration and constraints of the value itself. Adds one problem at most.
    pub(super) fn check_value(
        &mut self,
        value: &Value,
        node: Node<'a>,
        keywords: &'a Map<String, Value>,
        place: Place<'_>,
    ) -> bool {
        let has_type = match keywords.get("type") {
            Some(Value::String(only)) => is_of(value, only),
            Some(Value::Array(several)) => several
                .iter()
                .filter_map(Value::as_str)
                .any(|name| is_of(value, name)),
            _ => true,
        };
        let is_moved_out = self.is_used && value.as_str() == Some("");
        let is_listed = || {
            let listed = keywords.get("enum").and_then(Value::as_array);
            let constant = keywords.get("const");
            listed.is_none_or(|listed| listed.iter().any(|one| equal(one, value)))
                && constant.is_none_or(|constant| equal(constant, value))
        };
        if !has_type || !(is_moved_out || is_listed()) {
            self.add_mismatch(value, node, place);
            return false;
        }
        let length = match value {
            Value::String(text) if !is_moved_out => {
                Some(("minLength", "maxLength", text.chars().count()))
            }
            Value::Array(items) => Some(("minItems", "maxItems", items.len())),
            Value::Object(members) => Some(("minProperties", "maxProperties", members.len())),
            _ => None,
        };
        if let Some((min, max, length)) = length {
            let bound = |name: &str| keywords.get(name).and_then(Number::of_json);
            let length = Number::Int(i128::try_from(length).unwrap_or(i128::MAX));
            if bound(min).is_some_and(|min| length < min)
                || bound(max).is_some_and(|max| length > max)
            {
                let got = format!("a length of {length}");
                self.add_mismatch_of(got, value, node, place);
                return false;
            }
        }
        let fits = match value {
            Value::Number(_) => fits_bounds(value, keywords),
            Value::String(text) => is_moved_out || fits_text(text, keywords),
            _ => true,
        };
        if !fits {
            self.add_mismatch(value, node, place);
            return false;
        }
        true
    }
}

fn fits_bounds(value: &Value, keywords: &Map<String, Value>) -> bool {
    let Some(number) = Number::of_json(value) else {
        return true;
    };
    let bound = |name: &str| keywords.get(name).and_then(Number::of_json);
    let is_multiple = |of: Number| {
        let (of, number) = (of.as_f64(), number.as_f64());
        let quotient = number / of;
        of == 0.0 || (quotient - quotient.round()).abs() < 1e-9
    };
    bound("minimum").is_none_or(|min| number >= min)
        && bound("maximum").is_none_or(|max| number <= max)
        && bound("exclusiveMinimum").is_none_or(|min| number > min)
        && bound("exclusiveMaximum").is_none_or(|max| number < max)
        && bound("multipleOf").is_none_or(is_multiple)
}

fn fits_text(text: &str, keywords: &Map<String, Value>) -> bool {
    let word = |name: &str| keywords.get(name).and_then(Value::as_str);
    word("pattern").is_none_or(|pattern| matches(pattern, text))
        && word("format").is_none_or(|format| has_format(format, text))
}

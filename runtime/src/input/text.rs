//! Parsing of the text of an input.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::problem::{InputProblem, pointer};

/// Parses the text of an input.
///
/// # Errors
///
/// If the text is not JSON or contains an object with a repeated key, at any depth.
pub(crate) fn parse(text: &str) -> Result<Value, Vec<InputProblem>> {
    let mut twice = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let part = Part {
        at: String::new(),
        twice: &mut twice,
    };
    let value = part.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    let value = value.map_err(|error| {
        let message = format!("the input is not valid JSON: {error}");
        vec![InputProblem::new("", message)]
    })?;
    if twice.is_empty() {
        Ok(value)
    } else {
        Err(twice)
    }
}

/// A part of the input. A parsed object loses repeated keys; this one reports them.
struct Part<'a> {
    /// JSON pointer of the part.
    at: String,
    twice: &'a mut Vec<InputProblem>,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        loop {
            let at = pointer(&self.at, &read.len().to_string());
            let twice = &mut *self.twice;
            match items.next_element_seed(Part { at, twice })? {
                Some(item) => read.push(item),
                None => return Ok(read.into()),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let at = pointer(&self.at, &key);
            if read.contains_key(&key) {
                let problem = InputProblem::new(&at, format!("`{key}` is given twice"));
                if !self.twice.contains(&problem) {
                    self.twice.push(problem);
                }
            }
            let twice = &mut *self.twice;
            let member = members.next_value_seed(Part { at, twice })?;
            read.insert(key, member);
        }
        Ok(read.into())
    }
}

//! An input value as JSON for people: what of it can be shown, with the secrets masked.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::field::Field;
use crate::secret::MASK;

/// The input of a call as it may be shown: in `Debug`, logs and dry runs.
#[derive(Debug)]
pub struct Snapshot<'a> {
    fields: &'a [Field],
    values: Map<String, Value>,
}

impl<'a> Snapshot<'a> {
    pub(crate) fn new(fields: &'a [Field]) -> Self {
        Self {
            fields,
            values: Map::new(),
        }
    }

    /// Takes the value of the field with this index; called by generated code, which knows whether the
    /// type can be shown.
    pub fn set(&mut self, index: usize, value: impl FnOnce() -> Value) {
        let field = &self.fields[index];
        let value = if field.secret {
            Value::from(MASK)
        } else {
            value()
        };
        match value {
            Value::Object(rest) if field.flatten => self.values.extend(rest),
            value => {
                self.values.insert(field.name.to_owned(), value);
            }
        }
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.values)
    }
}

/// Chooses, in generated code where all types are known, how a value can be shown: as JSON if it
/// implements `Serialize`, else by its `Debug`, else not at all. (Method look-up tries `&&Show` before
/// `&Show` before `Show`.)
#[derive(Clone, Copy)]
pub struct Show<'a, T>(pub &'a T);

/// See [`Show`].
pub trait ShowSerialize {
    /// The value as JSON.
    fn shown(&self) -> Value;
    /// The value as JSON, if that is what it serializes as.
    fn json(&self) -> Option<Value>;
}

impl<T: Serialize> ShowSerialize for &&Show<'_, T> {
    fn shown(&self) -> Value {
        self.json().unwrap_or(Value::Null)
    }

    fn json(&self) -> Option<Value> {
        serde_json::to_value(self.0).ok()
    }
}

/// See [`Show`].
pub trait ShowDebug {
    /// The value's `Debug` text.
    fn shown(&self) -> Value;
    /// Nothing: `Debug` is not JSON.
    fn json(&self) -> Option<Value> {
        None
    }
}

impl<T: fmt::Debug> ShowDebug for &Show<'_, T> {
    fn shown(&self) -> Value {
        Value::from(format!("{:?}", self.0))
    }
}

/// See [`Show`].
pub trait ShowNothing {
    /// Just a sign that there is a value.
    fn shown(&self) -> Value {
        Value::from("…")
    }
    /// Nothing.
    fn json(&self) -> Option<Value> {
        None
    }
}

impl<T> ShowNothing for Show<'_, T> {}

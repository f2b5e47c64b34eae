//! An input as JSON, as far as the types of its fields allow.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::decode::InputFields;
use super::field::Field;

/// The fields of an input that can be shown, with their secrets.
pub fn to_json<T: InputFields>(input: &T) -> Value {
    of_fields(T::fields(), &|index| input.show(index))
}

/// Apart, so that it is not compiled for every action.
fn of_fields(fields: &[Field], show: &dyn Fn(usize) -> Value) -> Value {
    let mut shown = Map::new();
    for (index, field) in fields.iter().enumerate() {
        match show(index) {
            Value::Object(rest) if field.flatten => shown.extend(rest),
            value => {
                shown.insert(field.name.to_owned(), value);
            }
        }
    }
    Value::Object(shown)
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

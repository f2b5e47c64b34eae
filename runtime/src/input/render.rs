//! An input as JSON, for dry runs, logs and `Debug`.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::decode::InputFields;
use super::field::Field;

/// Renders the fields of an input as JSON, secrets included.
pub(crate) fn to_json<T: InputFields>(input: &T) -> Value {
    render_fields(T::fields(), &|index| input.render(index))
}

/// Not generic, so that it is compiled once and not for every action.
fn render_fields(fields: &[Field], render: &dyn Fn(usize) -> Value) -> Value {
    let mut rendered = Map::new();
    for (index, field) in fields.iter().enumerate() {
        match render(index) {
            Value::Object(rest) if field.flatten => rendered.extend(rest),
            value => {
                rendered.insert(field.name.to_owned(), value);
            }
        }
    }
    Value::Object(rendered)
}

/// Renders a value in generated code, where its type is known: as JSON if it implements `Serialize`, else by its
/// `Debug`, else as a placeholder. (Method look-up tries `&&Render` before `&Render` before `Render`.)
#[derive(Clone, Copy)]
pub struct Render<'a, T>(pub &'a T);

/// The rendering of types that implement `Serialize`. See [`Render`].
pub trait RenderSerialize {
    /// The value as JSON.
    fn rendered(&self) -> Value;
    /// The value as JSON, if it can be serialized.
    fn json(&self) -> Option<Value>;
}

impl<T: Serialize> RenderSerialize for &&Render<'_, T> {
    fn rendered(&self) -> Value {
        self.json().unwrap_or(Value::Null)
    }

    fn json(&self) -> Option<Value> {
        serde_json::to_value(self.0).ok()
    }
}

/// The rendering of types that implement `Debug`. See [`Render`].
pub trait RenderDebug {
    /// The value's `Debug` text.
    fn rendered(&self) -> Value;
    /// `None`, because `Debug` is not JSON.
    fn json(&self) -> Option<Value> {
        None
    }
}

impl<T: fmt::Debug> RenderDebug for &Render<'_, T> {
    fn rendered(&self) -> Value {
        Value::from(format!("{:?}", self.0))
    }
}

/// The rendering of all other types. See [`Render`].
pub trait RenderPlaceholder {
    /// A placeholder for the value.
    fn rendered(&self) -> Value {
        Value::from("…")
    }
    /// `None`.
    fn json(&self) -> Option<Value> {
        None
    }
}

impl<T> RenderPlaceholder for Render<'_, T> {}

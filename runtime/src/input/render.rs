//! An input as JSON, for dry runs, validation and `Debug`.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::field::Field;
use super::input_fields::InputFields;
use crate::secret::{MASK, scope};

/// Key of the only member of an object that stands for a value that cannot be serialized. No field has this name.
const UNSERIALIZABLE: &str = "\0";

/// Renders the fields of an input as JSON: with secrets, unless the [scope](crate::secret::scope) masks them.
pub(crate) fn to_json<T: InputFields>(input: &T) -> Value {
    render_fields(T::fields(), &|index| input.render(index))
}

/// Not generic, so that it is compiled once and not for every action.
fn render_fields(fields: &[Field], render: &dyn Fn(usize) -> Value) -> Value {
    let mut rendered = Map::new();
    for (index, field) in fields.iter().enumerate() {
        let mut value = render(index);
        if field.secret && !value.is_null() {
            if scope::is_noting() {
                note(&value, field.flatten);
            }
            if scope::is_showing() {
                value = masked(value, field.flatten);
            }
        }
        if let Some(debug) = value.get_mut(UNSERIALIZABLE) {
            let names: Vec<_> = [field.name].iter().chain(field.aliases).copied().collect();
            *debug = json!([debug.take(), names]);
        }
        match value {
            Value::Object(rest) if field.flatten => rendered.extend(rest),
            value => {
                rendered.insert(field.name.to_owned(), value);
            }
        }
    }
    Value::Object(rendered)
}

/// Notes a secret. The keys of a flattened field are inputs; their values are the secrets.
pub(super) fn note(value: &Value, is_flattened: bool) {
    match value {
        Value::Object(members) if is_flattened => members.values().cloned().for_each(scope::note),
        _ => scope::note(value.clone()),
    }
}

/// Like [`note`].
fn masked(value: Value, is_flattened: bool) -> Value {
    match value {
        Value::Object(members) if is_flattened => members
            .into_iter()
            .map(|(key, _)| (key, Value::from(MASK)))
            .collect(),
        _ => MASK.into(),
    }
}

/// Replaces the values that cannot be serialized by the `given` ones, or else by their `Debug` texts.
pub(super) fn fill_in(input: &mut Value, given: &mut Map<String, Value>) {
    let Some(members) = input.as_object_mut() else {
        return;
    };
    for member in members.values_mut() {
        let Some(Value::Array(debug_and_names)) = member.get_mut(UNSERIALIZABLE) else {
            continue;
        };
        let names = debug_and_names.pop().unwrap_or_default();
        let names = names.as_array().into_iter().flatten();
        let found = names
            .filter_map(Value::as_str)
            .find_map(|name| given.remove(name));
        *member = found.unwrap_or_else(|| debug_and_names.pop().unwrap_or_default());
    }
    // The flattened field.
    if members.remove(UNSERIALIZABLE).is_some() {
        for (key, value) in std::mem::take(given) {
            members.entry(key).or_insert(value);
        }
    }
}

/// Returns whether a rendered value stands for one that cannot be serialized.
pub(super) fn is_unserializable(value: &Value) -> bool {
    value.get(UNSERIALIZABLE).is_some()
}

fn unserializable(debug: impl Into<Value>) -> Value {
    json!({UNSERIALIZABLE: debug.into()})
}

/// Renders a value in generated code, where its type is known: as JSON if it implements `Serialize`, else as a
/// marker, in whose place the input is shown as given. (Method look-up tries `&&Render` before `&Render` before
/// `Render`.)
#[derive(Clone, Copy)]
pub struct Render<'a, T>(pub &'a T);

/// The rendering of types that implement `Serialize`. See [`Render`]. Improves the message for an input without
/// `Deserialize`: rustc does not ask for `Serialize` as well.
pub trait RenderSerialize {
    /// The value as JSON.
    fn __rendered(&self) -> Value;
    /// The value as JSON, if it can be serialized.
    fn __json(&self) -> Option<Value>;
}

impl<T: Serialize> RenderSerialize for &&Render<'_, T> {
    fn __rendered(&self) -> Value {
        self.__json().unwrap_or(Value::Null)
    }

    fn __json(&self) -> Option<Value> {
        serde_json::to_value(self.0).ok()
    }
}

/// The rendering of types that implement `Debug`. See [`Render`].
pub trait RenderDebug {
    /// The marker, with the value's `Debug` text.
    fn __rendered(&self) -> Value;
    /// `None`, because `Debug` is not JSON.
    fn __json(&self) -> Option<Value> {
        None
    }
}

impl<T: fmt::Debug> RenderDebug for &Render<'_, T> {
    fn __rendered(&self) -> Value {
        unserializable(format!("{:?}", self.0))
    }
}

/// The rendering of all other types. See [`Render`].
pub trait RenderPlaceholder {
    /// The marker, with a placeholder.
    fn __rendered(&self) -> Value {
        unserializable("…")
    }
    /// `None`.
    fn __json(&self) -> Option<Value> {
        None
    }
}

impl<T> RenderPlaceholder for Render<'_, T> {}

//! Flattened inputs: the members of a struct that derives `Input`, and the free-form keys of a map.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::field::Field;
use super::field_checker::FieldChecker;
use super::input_fields::InputFields;
use super::render::Render;
use super::source::ValueSource;

/// The fields of a type with flattened inputs, collected on first use.
#[derive(Debug)]
pub struct MergedFields(OnceLock<Vec<Field>>);

impl MergedFields {
    /// Creates an empty collection.
    #[allow(
        clippy::new_without_default,
        reason = "only generated code creates one, in a static"
    )]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Returns the fields.
    #[inline]
    pub fn get(&'static self, collect: fn() -> Vec<Field>) -> &'static [Field] {
        self.0.get_or_init(collect)
    }
}

/// Marks fields as secret, those of a flattened input with the option `secret`.
pub fn secret_fields(fields: &[Field]) -> Vec<Field> {
    let mut fields = fields.to_vec();
    for field in &mut fields {
        field.secret = true;
    }
    fields
}

/// Returns the index of the field that collects the keys of no other field.
pub const fn free_form(parts: &[(usize, Option<usize>)]) -> Option<usize> {
    let mut index = 0;
    while index < parts.len() {
        let (base, free_form) = parts[index];
        if let Some(within) = free_form {
            return Some(base + within);
        }
        index += 1;
    }
    None
}

/// Checks that a flattened input, the one with this number, and all before it leave an input room.
///
/// # Panics
///
/// At compile time, if there are too many fields, or if two flattened inputs take free-form keys. rustc shows the
/// caller, the author's `flatten`.
#[track_caller]
pub const fn assert_fits(end: usize, part: usize, parts: &[(usize, Option<usize>)]) {
    assert!(
        end <= u128::BITS as usize,
        "an action takes at most 128 inputs, those of flattened structs included"
    );
    let takes_other_keys = parts[part].1.is_some();
    assert!(
        !takes_other_keys || free_form(parts.split_at(part).0).is_none(),
        "two flattened inputs take free-form keys: only one of them can get a key"
    );
}

/// A map is an input type with a single field, which collects the keys of no other field.
macro_rules! maps {
    ($([$($generics:tt)*] $map:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> InputFields for $map {
            type Slots = Option<Self>;

            const COUNT: usize = 1;
            const FREE_FORM: Option<usize> = Some(0);
            const IS_MAP: bool = true;

            fn fields() -> &'static [Field] {
                const { &[Field::free_form(|generator| generator.subschema_for::<Self>())] }
            }

            fn empty() -> Self::Slots {
                None
            }

            fn fill<S: ValueSource>(
                slots: &mut Self::Slots,
                _: usize,
                value: S,
            ) -> Result<(), S::Error> {
                *slots = Some(value.read::<Self>()?);
                Ok(())
            }

            fn from_slots(slots: Self::Slots, checker: &mut FieldChecker<'_>) -> Option<Self> {
                checker.required(0, slots)
            }

            fn render(&self, _: usize) -> Value {
                // The values of the map cannot be shown.
                Value::Object(Map::new())
            }
        }
    )* };
}

maps! {
    [K: DeserializeOwned + JsonSchema + Ord, V: DeserializeOwned + JsonSchema] BTreeMap<K, V>;
    [
        K: DeserializeOwned + JsonSchema + Eq + Hash,
        V: DeserializeOwned + JsonSchema,
        H: BuildHasher + Default
    ] HashMap<K, V, H>;
    [] Map<String, Value>;
}

/// Renders one field of a flattened input. Of a type that implements `Serialize`; see [`Render`].
pub trait RenderSerializedPart {
    /// The field with this index; the whole of a map.
    fn __part(&self, index: usize) -> Value;
}

impl<T: InputFields + Serialize> RenderSerializedPart for &&Render<'_, T> {
    fn __part(&self, index: usize) -> Value {
        if T::IS_MAP {
            serde_json::to_value(self.0).unwrap_or_else(|_| Value::Object(Map::new()))
        } else {
            self.0.render(index)
        }
    }
}

/// Renders one field of a flattened input; see [`Render`].
pub trait RenderPart {
    /// The field with this index.
    fn __part(&self, index: usize) -> Value;
}

impl<T: InputFields> RenderPart for &Render<'_, T> {
    fn __part(&self, index: usize) -> Value {
        self.0.render(index)
    }
}

/// Of a type that cannot be flattened. Improves its message, that of [`InputFields`], which is then the only one.
pub trait RenderNoPart {
    /// Never called: the type does not implement [`InputFields`].
    fn __part(&self, _: usize) -> Value {
        Value::Null
    }
}

impl<T> RenderNoPart for Render<'_, T> {}

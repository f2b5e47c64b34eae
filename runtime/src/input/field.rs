//! [`Field`]: the description of one input of an action.

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::constraint::Constraint;

/// One input of an action. The macro builds them as constants.
#[derive(Clone, Debug)]
pub struct Field {
    /// Key in the input.
    pub name: &'static str,
    /// Alternative keys.
    pub aliases: &'static [&'static str],
    /// The doc comment of the parameter, one line per source line.
    pub docs: &'static str,
    /// The handling of an input without this key.
    pub if_missing: IfMissing,
    /// True if the value must not be shown.
    pub secret: bool,
    /// True if the field collects all keys of no other field.
    pub flatten: bool,
    /// Checks in addition to the type.
    pub constraints: &'static [Constraint],
    /// Examples of values.
    pub examples: &'static [fn() -> Value],
    /// The schema of the type.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The handling of a missing input.
#[derive(Clone, Copy, Debug)]
pub enum IfMissing {
    /// The input is required.
    Error,
    /// The field is `None`.
    None,
    /// The field has a default. The function returns it as JSON, if its type can be serialized.
    Default(fn() -> Option<Value>),
}

impl Field {
    /// Returns the default as JSON; `None`, and an error in the log, if the author's expression panics.
    pub(crate) fn evaluated(&self, default: fn() -> Option<Value>) -> Option<Value> {
        let value = std::panic::catch_unwind(default);
        value.unwrap_or_else(|_| {
            tracing::error!(
                "the default of the input `{}` panics: it is missing in the catalog, and calls without this input fail",
                self.name
            );
            None
        })
    }

    /// Returns the examples as JSON, without those whose expression panics.
    pub(crate) fn examples(&self) -> Vec<Value> {
        let examples = self.examples.iter();
        let examples = examples.filter_map(|example| match std::panic::catch_unwind(example) {
            Ok(example) => Some(example),
            Err(_) => {
                tracing::error!("an example of the input `{}` panics", self.name);
                None
            }
        });
        examples.collect()
    }

    /// Creates a required field without aliases, constraints or other options.
    pub const fn new(name: &'static str, schema: fn(&mut SchemaGenerator) -> Schema) -> Self {
        Self {
            name,
            aliases: &[],
            docs: "",
            if_missing: IfMissing::Error,
            secret: false,
            flatten: false,
            constraints: &[],
            examples: &[],
            schema,
        }
    }

    /// Creates a field that collects all keys of no other field.
    pub const fn free_form(schema: fn(&mut SchemaGenerator) -> Schema) -> Self {
        Self {
            flatten: true,
            ..Self::new("", schema)
        }
    }
}

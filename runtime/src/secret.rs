//! [`Secret`]: a value that must not be shown.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// Replaces secrets in log lines, `Debug` output and reports.
pub const MASK: &str = "***";

/// Keeps a value out of `Debug` output, logs and reports.
///
/// As the type of an action's parameter it also marks the input as secret, like `#[input(secret)]`.
/// Access to the value is explicit: `grep expose` finds every use. It serializes as the plain value,
/// because a token must reach its service.
///
/// ```
/// use mistral_actions::Secret;
///
/// let token = Secret::new(String::from("gAAAAB"));
/// assert_eq!(format!("{token:?}"), "***");
/// assert_eq!(token.expose(), "gAAAAB");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value by reference.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Returns the value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<T: JsonSchema> JsonSchema for Secret<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Secret_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert("writeOnly".into(), true.into());
        schema
    }
}

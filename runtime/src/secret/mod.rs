//! [`Secret`]: a value that must not be shown.
//!
//! The runtime learns the secrets of a call from this type, when it is decoded, and not from schemas; see [`scope`].

mod capture;
pub(crate) mod scope;

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use capture::Capture;

/// Replaces secrets in log lines, `Debug` output and reports.
pub const MASK: &str = "***";

/// Keeps a value out of `Debug` output, logs and reports.
///
/// As the type of an action's parameter, or anywhere inside one, it marks the value as secret, like
/// `#[input(secret)]`. The runtime notes the value when it decodes the input, and masks it in every error, report and
/// progress message of the call, and in errors that a [`ResultHandle`](crate::async_result::ResultHandle) delivers.
/// Access to the value is explicit: `grep expose` finds every use.
///
/// The logs of the command line and of the worker mask it in the lines of the call: in its own future, in `blocking`
/// actions and in tasks of `ResultHandle::spawn`. Tasks and threads that an action starts itself are not covered.
///
/// # Serialization
///
/// In the code of an action it serializes as the plain value: the body of a request to a service, the input of an
/// action that is called by name, and a result need the value, and a mask in its place would be stored as the
/// password. Where the *runtime* serializes an input to show it (validation, dry run, `Debug`, defaults in the
/// catalog), it serializes as `***`. So do not serialize it for a log of your own; log the
/// `Debug` form instead.
///
/// ```
/// use mistral_actions::Secret;
///
/// let token = Secret::new(String::from("gAAAAB"));
/// assert_eq!(format!("{token:?}"), "***");
/// assert_eq!(token.expose(), "gAAAAB");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
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

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let _inside = scope::enter_secret();
        T::deserialize(Capture(deserializer)).map(Self)
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if scope::is_showing() {
            return match serde_json::to_value(&self.0) {
                // The absence of a secret is none.
                Ok(Value::Null) => serializer.serialize_none(),
                Ok(Value::String(text)) if text.is_empty() => serializer.serialize_str(""),
                _ => serializer.serialize_str(MASK),
            };
        }
        if scope::is_noting()
            && let Ok(value) = serde_json::to_value(&self.0)
        {
            scope::note(value);
        }
        self.0.serialize(serializer)
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

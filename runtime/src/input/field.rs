//! [`Field`]: one input of an action, as the macro found it.

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::constraint::Constraint;

/// One input of an action. The macro builds them as constants.
#[derive(Debug)]
pub struct Field {
    /// Key in the input.
    pub name: &'static str,
    /// Other keys it may be given under.
    pub aliases: &'static [&'static str],
    /// The doc comment of the parameter, one line per source line.
    pub docs: &'static str,
    /// What happens when it is not given.
    pub absent: Absent,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// Whether it takes all keys that no other field takes.
    pub flatten: bool,
    /// What is checked beyond the type.
    pub constraints: &'static [Constraint],
    /// The schema of the type.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// What happens when an input is not given.
#[derive(Clone, Copy, Debug)]
pub enum Absent {
    /// That is an error.
    Refused,
    /// It is `None`.
    None,
    /// It has a default. The function gives it as JSON, if its type can be serialized.
    Default(fn() -> Option<Value>),
}

impl Field {
    /// Starts from a required field without anything special.
    pub const fn new(name: &'static str, schema: fn(&mut SchemaGenerator) -> Schema) -> Self {
        Self {
            name,
            aliases: &[],
            docs: "",
            absent: Absent::Refused,
            secret: false,
            flatten: false,
            constraints: &[],
            schema,
        }
    }
}

//! An input or a result line by line, for people, with types, defaults and descriptions.

mod annotations;
mod writer;

use serde_json::Value;

/// The members of an input or a result.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Outline {
    /// The type of the whole value: "object or null".
    pub words: String,
    /// The description of the type of the whole value.
    pub description: String,
    /// The members at any depth, each followed by its own members.
    pub members: Vec<Member>,
}

/// One line of an [`Outline`]: a field, an item or an alternative.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Member {
    /// Nesting depth, 0 at the top level.
    pub depth: usize,
    /// Name within the parent: `city`.
    pub name: String,
    /// Path from the top level: `places[].city`.
    pub path: String,
    /// Type: "integer from 1 to 600". Empty if the name is enough.
    pub words: String,
    /// Presence: required, optional, or with a default.
    pub presence: Presence,
    /// Further properties: "secret", "deprecated", "also named `id`".
    pub marks: Vec<String>,
    /// Description in Markdown.
    pub description: String,
}

/// Presence of a member.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Presence {
    /// The member is always present, or is not a field.
    #[default]
    NotApplicable,
    /// The member is required.
    Required,
    /// The member has this default.
    Default(Value),
    /// The member is optional.
    Optional,
}

impl Member {
    /// Describes type, presence and marks: "string, required, secret".
    pub fn in_words(&self) -> String {
        let presence = match &self.presence {
            Presence::NotApplicable => None,
            Presence::Required => Some("required".to_owned()),
            Presence::Default(default) => Some(format!("default {default}")),
            Presence::Optional => Some("optional".to_owned()),
        };
        let words = (!self.words.is_empty()).then(|| self.words.clone());
        let marks = self.marks.iter().cloned();
        let words: Vec<String> = words.into_iter().chain(presence).chain(marks).collect();
        words.join(", ")
    }
}

/// Returns the outline of an input. `order` holds the names of the inputs as they are declared.
pub(super) fn of_input(schema: &Value, order: &[String]) -> Outline {
    writer::outline(schema, Some(order))
}

/// Returns the outline of a result.
pub(super) fn of_output(schema: &Value) -> Outline {
    writer::outline(schema, None)
}

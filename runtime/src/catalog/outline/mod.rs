//! A schema line by line, for people: what is in an input or a result, with types, defaults and descriptions.

mod annotations;
mod writer;

use serde_json::Value;

/// What an input or a result consists of.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Outline {
    /// The whole, in a few words: "object or null".
    pub words: String,
    /// What the type of the whole says about itself.
    pub description: String,
    /// What is in it, at any depth: each before what it consists of itself.
    pub members: Vec<Member>,
}

/// One line of an [`Outline`]: a field, an item, an alternative.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Member {
    /// How many members it stands within.
    pub depth: usize,
    /// What it is called where it stands: `city`.
    pub name: String,
    /// What it is called from outside: `places[].city`.
    pub path: String,
    /// What it is, in a few words: "integer from 1 to 600". Empty if the name says it.
    pub words: String,
    /// What happens if it is absent.
    pub presence: Presence,
    /// What else there is to know: "secret", "deprecated", "also named `id`".
    pub marks: Vec<String>,
    /// What the author says about it, in Markdown.
    pub description: String,
}

/// What happens if a member is absent.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Presence {
    /// The question makes no sense: it always is there, or is no field.
    #[default]
    Never,
    /// It must be given.
    Refused,
    /// This is taken instead.
    Default(Value),
    /// It may be absent.
    Allowed,
}

impl Member {
    /// What it is, whether it must be there, and its marks: "string, required, secret".
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

/// What goes into an action.
pub(super) fn of_input(schema: &Value) -> Outline {
    writer::outline(schema, true)
}

/// What comes out of an action.
pub(super) fn of_output(schema: &Value) -> Outline {
    writer::outline(schema, false)
}

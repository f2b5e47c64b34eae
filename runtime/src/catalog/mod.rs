//! [`Catalog`]: what actions there are, for people, for the engine and for tools.

mod entry;
mod markdown;
mod openapi;
mod outline;

pub use entry::{ActionEntry, CrateEntry, SourceEntry};
#[doc(hidden)]
pub use outline::{Absence, Member, Outline};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::descriptor::ActionDescriptor;

/// The version of the catalog's own form. Grows when a reader of the old form would go wrong.
pub const CATALOG_VERSION: u32 = 1;

/// What actions there are. The same actions always give the same bytes.
///
/// ```
/// use mistral_actions::Registry;
/// use mistral_actions::catalog::Catalog;
///
/// let catalog = Catalog::of(Registry::linked().unwrap().iter());
/// println!("{}", catalog.to_json());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Catalog {
    /// Version of this form; readers refuse versions that they do not know.
    pub catalog_version: u32,
    /// The actions, in the order of their names.
    pub actions: Vec<ActionEntry>,
}

impl Catalog {
    /// Describes the given actions.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a ActionDescriptor>) -> Self {
        let mut actions: Vec<ActionEntry> =
            actions.into_iter().map(ActionDescriptor::entry).collect();
        actions.sort_by(|left, right| left.name.cmp(&right.name));
        Self {
            catalog_version: CATALOG_VERSION,
            actions,
        }
    }

    /// The catalog as JSON text, indented, with a newline at its end.
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// The catalog as an OpenAPI 3.1 document: one path for each action, `/actions/<name>`.
    pub fn to_openapi(&self) -> String {
        pretty(&openapi::document(self))
    }

    /// The catalog as Markdown, one section for each action.
    pub fn to_markdown(&self) -> String {
        markdown::document(self)
    }

    /// JSON Schema of the catalog itself, the contract with its readers.
    pub fn schema() -> Value {
        let mut schema = crate::input::schema::of_input::<Self>();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        schema["title"] = "Catalog of Mistral actions".into();
        schema["description"] = "What actions there are.".into();
        schema
    }
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value)
        .expect("the catalog consists of JSON values and plain structs");
    text.push('\n');
    text
}

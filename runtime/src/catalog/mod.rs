//! [`Catalog`]: the list of actions for people, the engine and tools.

mod entry;
mod markdown;
mod openapi;
mod outline;

pub use entry::{ActionEntry, CrateEntry, SourceEntry};
#[doc(hidden)]
pub use outline::{Member, Outline, Presence};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::descriptor::ActionDescriptor;

/// Version of the catalog format. Increases with each incompatible change.
pub const CATALOG_VERSION: u32 = 1;

/// A list of actions with their schemas. The output is deterministic: the same actions result in the same bytes.
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
    /// Version of the catalog format; readers refuse unknown versions.
    pub catalog_version: u32,
    /// The actions, sorted by name.
    pub actions: Vec<ActionEntry>,
}

impl Catalog {
    /// Creates the catalog of the given actions.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a ActionDescriptor>) -> Self {
        let mut actions: Vec<ActionEntry> =
            actions.into_iter().map(ActionDescriptor::entry).collect();
        actions.sort_by(|left, right| left.name.cmp(&right.name));
        Self {
            catalog_version: CATALOG_VERSION,
            actions,
        }
    }

    /// Returns the catalog as indented JSON with a final newline.
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// Returns the catalog as an OpenAPI 3.1 document with one path for each action, `/actions/<name>`.
    pub fn to_openapi(&self) -> String {
        pretty(&openapi::document(self))
    }

    /// Returns the catalog as Markdown with one section for each action.
    pub fn to_markdown(&self) -> String {
        markdown::document(self)
    }

    /// Returns the JSON Schema of the catalog itself, the contract with its readers.
    pub fn schema() -> Value {
        let mut schema = crate::input::input_schema::of_input::<Self>();
        crate::input::schema::take_order(&mut schema);
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        schema["title"] = "Catalog of Mistral actions".into();
        schema["description"] = "List of actions with their schemas.".into();
        schema
    }
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("the catalog must serialize to JSON");
    text.push('\n');
    text
}

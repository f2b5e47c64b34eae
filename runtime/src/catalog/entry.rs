//! [`ActionEntry`]: one action in the catalog.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::outline::{self, Outline};
use crate::input::schema::{order_of, params_spec};
use crate::input::{InputErrors, check};
use crate::json_schema::{Node, conceal_secret_defaults};

/// One action in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ActionEntry {
    /// Name of the action in Mistral: `nova.servers_get`.
    pub name: String,
    /// Alternative names of the action.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The first paragraph of the description, on one line.
    #[serde(default)]
    pub summary: String,
    /// The whole description, in Markdown.
    #[serde(default)]
    pub description: String,
    /// Tags for searching.
    #[serde(default)]
    pub tags: Vec<String>,
    /// True if the run returns the result. Otherwise the result is delivered later.
    pub is_sync: bool,
    /// True if the action implements its dry run.
    #[serde(default)]
    pub has_dry_run: bool,
    /// Deprecation note with the replacement, if the action is deprecated.
    #[serde(default)]
    pub deprecated: Option<String>,
    /// Time limit of the action, in seconds.
    #[serde(default)]
    pub timeout_seconds: Option<f64>,
    /// Mistral's one-line form of the input: `server, timeout=30`.
    pub params_spec: String,
    /// JSON Schema of the input (draft 2020-12, self-contained).
    pub input: Value,
    /// JSON Schema of the result (draft 2020-12, self-contained).
    #[serde(default)]
    pub output: Value,
    /// Names of the inputs whose values must not be shown.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Rust types of the injected parameters.
    #[serde(default)]
    pub injects: Vec<String>,
    /// The crate that defines the action.
    #[serde(rename = "crate")]
    pub krate: Option<CrateEntry>,
    /// Place of the definition in the source.
    pub source: Option<SourceEntry>,
}

/// A Cargo package.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CrateEntry {
    /// Name of the package.
    pub name: String,
    /// Version of the package.
    pub version: String,
}

/// A place in the source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceEntry {
    /// File, relative to the workspace or the crate.
    pub file: String,
    /// Line of the action's name.
    pub line: u32,
}

impl ActionEntry {
    /// Creates an entry for an action that is defined at run time.
    pub fn new(name: impl Into<String>, input: Value) -> Self {
        Self::with_order(name, input, &[])
    }

    /// Creates an entry. `order` holds the names of the inputs as they are declared.
    pub(crate) fn with_order(name: impl Into<String>, input: Value, order: &[String]) -> Self {
        Self {
            name: name.into(),
            is_sync: true,
            params_spec: params_spec(&input, order),
            secrets: secret_inputs(&input),
            input,
            output: Value::Bool(true),
            ..Self::default()
        }
    }

    /// Returns the entry as it is published: without defaults and examples of secrets, which stay in force.
    pub(crate) fn published(&self) -> Self {
        let mut entry = self.clone();
        for schema in [&mut entry.input, &mut entry.output] {
            conceal_secret_defaults(schema);
        }
        entry.params_spec = params_spec(&entry.input, &order_of(&self.params_spec));
        entry
    }

    /// Returns name, schema and requiredness of each input; required inputs come first, each kind as declared.
    pub fn inputs(&self) -> impl Iterator<Item = (&str, &Value, bool)> {
        let inputs = Node::root(&self.input).inputs(&order_of(&self.params_spec));
        let inputs = inputs.into_iter();
        inputs.map(|(name, node, is_required)| (name, node.schema(), is_required))
    }

    /// Returns the members of the input, for people.
    #[doc(hidden)]
    pub fn input_outline(&self) -> Outline {
        outline::of_input(&self.input, &order_of(&self.params_spec))
    }

    /// Returns the members of the result, for people.
    #[doc(hidden)]
    pub fn output_outline(&self) -> Outline {
        outline::of_output(&self.output)
    }

    /// Returns how the action runs and its tags and aliases, for people: pairs of a label and a text.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let runs = if self.is_sync {
            "synchronously"
        } else {
            "asynchronously: the result is delivered later"
        };
        let limit = self
            .timeout_seconds
            .map_or(String::new(), |seconds| format!(", at most {seconds} s"));
        let dry_run = if self.has_dry_run {
            "implemented by the action"
        } else {
            "checks the input only"
        };
        let mut facts = vec![
            ("Runs", format!("{runs}{limit}")),
            ("Dry run", dry_run.into()),
        ];
        for (label, names) in [("Tags", &self.tags), ("Aliases", &self.aliases)] {
            if !names.is_empty() {
                facts.push((label, names.join(", ")));
            }
        }
        facts
    }

    /// Validates an input by the schema (keys, types and enumerations) and fills in defaults.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    pub fn check(&self, input: Value) -> Result<Map<String, Value>, InputErrors> {
        check::against(input, &self.input)
            .map_err(|problems| InputErrors::new(&self.name, problems))
    }

    /// Describes the schema of an input in a few words: "integer from 1 to 600".
    pub fn in_words(&self, schema: &Value) -> String {
        crate::input::describe::in_words(schema, &self.input)
    }

    /// Describes the result of the action in a few words.
    pub fn output_in_words(&self) -> String {
        crate::input::describe::in_words(&self.output, &self.output)
    }
}

fn secret_inputs(input: &Value) -> Vec<String> {
    let properties = Node::root(input).map("properties");
    properties
        .filter(|(_, schema)| schema.is_whole_secret())
        .map(|(name, _)| name.to_owned())
        .collect()
}

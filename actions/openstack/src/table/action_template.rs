//! A row of the table: what an action takes, the request it makes and what it returns of the answer.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::condition::Condition;
use super::value_template::Template;

/// One action that is one request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// Mistral's name of the action: `nova.servers_get`.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "whoever has the row found it by its name")
    )]
    pub(crate) name: String,
    /// The method of the python client that it stands in for: `servers.get`.
    pub(crate) client_method: String,
    /// What it does, on one line.
    pub(crate) docs: String,
    /// Bounds of the microversions that have it.
    #[serde(default)]
    pub(crate) microversion: Microversion,
    /// Its inputs, in the order of the client's signature.
    pub(crate) inputs: Vec<Input>,
    /// What further inputs are, if any are taken.
    pub(crate) rest: Option<String>,
    /// The first call whose conditions hold is made.
    pub(crate) calls: Vec<Call>,
}

/// Bounds of microversions, within those that the client knows.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Microversion {
    /// The lowest that has the method.
    pub(crate) min: Option<String>,
    /// The highest that has the method.
    pub(crate) max: Option<String>,
}

/// One input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) docs: String,
    /// The JSON types that were seen to work; none if any does.
    #[serde(default)]
    pub(crate) types: Vec<String>,
    /// The values that the client takes, if it takes only some.
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<Value>,
    /// Whether it must be given.
    #[serde(default)]
    pub(crate) required: bool,
    /// Whether its value must not be shown.
    #[serde(default)]
    pub(crate) secret: bool,
    /// What it is if it is not given. `Some(Value::Null)` is a default, `None` is none.
    #[serde(default, deserialize_with = "present")]
    pub(crate) default: Option<Value>,
}

/// One request that an action may make, and when.
#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    /// All must hold.
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    /// What is done then.
    #[serde(flatten)]
    pub(crate) deed: Deed,
}

/// What a call does.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Deed {
    /// Asks the service.
    Request(Box<RequestTemplate>),
    /// The client refuses these inputs.
    Refuse {
        /// What it says.
        refuse: String,
    },
    /// There is nothing to ask for: the result is null.
    Nothing {
        /// Always true.
        #[serde(rename = "nothing")]
        _nothing: bool,
    },
}

/// A request with places for inputs.
#[derive(Debug, Deserialize)]
pub(crate) struct RequestTemplate {
    /// HTTP's method.
    pub(crate) method: String,
    /// The path below the service's endpoint, with `{input}` places.
    pub(crate) path: String,
    /// An object of parameters.
    pub(crate) query: Option<Template>,
    /// An object of headers.
    pub(crate) headers: Option<Template>,
    /// The body, sent as JSON.
    pub(crate) body: Option<Template>,
    /// What of the answer is the result.
    pub(crate) result: ResultRule,
    /// How further pages are asked for.
    pub(crate) paging: Option<PagingRule>,
}

/// What of the answer is the result.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultRule {
    /// What is taken.
    pub(crate) kind: ResultKind,
    /// The member of the body that is meant.
    pub(crate) key: Option<String>,
    /// The member of each element of a list that is the resource itself.
    pub(crate) item: Option<String>,
    /// Whether the client returns a pair of its response object and this. Only this can be told as JSON.
    #[serde(default)]
    pub(crate) with_response: bool,
}

/// What is taken of an answer.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ResultKind {
    /// The whole body; nothing if there is none.
    Body,
    /// The value of a member of the body.
    One,
    /// The list that is a member of the body, of all pages.
    List,
    /// An object with only that member, its list being that of all pages.
    Collection,
    /// Whether the status is that of success without content (204).
    Status,
    /// Nothing, whatever the answer says.
    Nothing,
}

/// How further pages are asked for, as the row has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PagingRule {
    /// By what.
    pub(crate) by: PagingBy,
    /// The member of the body that tells the next page.
    pub(crate) key: Option<String>,
    /// Only if this holds.
    pub(crate) when: Option<Condition>,
    /// The input that says how many are wanted at most.
    pub(crate) limit: Option<String>,
    /// The input that, if false, makes the result a list of the pages' bodies.
    pub(crate) all: Option<String>,
    /// The input that, if true, makes it go backwards: `previous` instead of `next`.
    pub(crate) reverse: Option<String>,
}

/// By what the next page is found.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PagingBy {
    /// A list of links in the member `key`: follow the one whose `rel` is `next`.
    Links,
    /// The member `key` is the address of the next page.
    Next,
    /// The same request with `marker`, the id of the last one, until a page is empty.
    Marker,
}

/// Tells a null from what is not there.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Row {
    /// Whether it changes nothing, whatever its input.
    pub(crate) fn only_reads(&self) -> bool {
        let reads = |call: &Call| match &call.deed {
            Deed::Request(request) => ["GET", "HEAD"].contains(&request.method.as_str()),
            Deed::Refuse { .. } | Deed::Nothing { .. } => true,
        };
        self.calls.iter().all(reads)
    }
}

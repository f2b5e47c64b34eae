//! Template of an action: its inputs, its request and its result.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::condition::Condition;
use super::value_template::ValueTemplate;

/// An action that sends one request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActionTemplate {
    /// Mistral's name of the action: `nova.servers_get`.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "callers look a template up by its name")
    )]
    pub(crate) name: String,
    /// Method of the Python client that it replaces: `servers.get`.
    pub(crate) client_method: String,
    /// Summary, on one line.
    pub(crate) docs: String,
    /// Microversions in which the method exists.
    #[serde(default)]
    pub(crate) microversion: Microversion,
    /// Its inputs, in the order of the client's signature.
    pub(crate) inputs: Vec<Input>,
    /// Documentation of undeclared inputs, if they are accepted.
    pub(crate) rest: Option<String>,
    /// The first call whose conditions hold is used.
    pub(crate) calls: Vec<Call>,
}

/// A range of microversions, within the range that the client supports.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Microversion {
    /// The first microversion that has the method.
    pub(crate) min: Option<String>,
    /// The last microversion that has the method.
    pub(crate) max: Option<String>,
}

/// One input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    /// Name of the input.
    pub(crate) name: String,
    /// Documentation.
    pub(crate) docs: String,
    /// JSON types that the client accepts; empty if it accepts all.
    #[serde(default)]
    pub(crate) types: Vec<String>,
    /// Values that the client accepts, if it accepts only some.
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<Value>,
    /// True if the input is required.
    #[serde(default)]
    pub(crate) required: bool,
    /// True if the value must not be displayed.
    #[serde(default)]
    pub(crate) secret: bool,
    /// Default. `Some(Value::Null)` is the default null, `None` is the absence of a default.
    #[serde(default, deserialize_with = "present")]
    pub(crate) default: Option<Value>,
}

/// An operation and its conditions.
#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    /// Conditions, all of which must hold.
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    /// Operation to perform.
    #[serde(flatten)]
    pub(crate) operation: Operation,
}

/// Operation of a call.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Operation {
    /// Send a request.
    Request(Box<RequestTemplate>),
    /// Fail, as the client does for these inputs.
    Refuse {
        /// The client's error message.
        refuse: String,
    },
    /// Send nothing and return null.
    Nothing {
        /// Always true.
        #[serde(rename = "nothing")]
        _nothing: bool,
    },
}

/// Template of a request.
#[derive(Debug, Deserialize)]
pub(crate) struct RequestTemplate {
    /// HTTP method.
    pub(crate) method: String,
    /// Path below the service's endpoint, with `{input}` placeholders.
    pub(crate) path: String,
    /// Query parameters, an object.
    pub(crate) query: Option<ValueTemplate>,
    /// Headers, an object.
    pub(crate) headers: Option<ValueTemplate>,
    /// JSON body.
    pub(crate) body: Option<ValueTemplate>,
    /// Result that is made from the response.
    pub(crate) result: ResultTemplate,
    /// How further pages are requested.
    pub(crate) paging: Option<PagingTemplate>,
}

/// The part of a response that becomes the result.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultTemplate {
    /// Kind of the result.
    pub(crate) kind: ResultKind,
    /// Member of the body that contains it.
    pub(crate) key: Option<String>,
    /// Member of each list element that contains the resource.
    pub(crate) item: Option<String>,
    /// True if the client returns a pair of its response object and the result. Only the result can be JSON.
    #[serde(default)]
    pub(crate) with_response: bool,
}

/// Kinds of results.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ResultKind {
    /// The whole body, or null if there is none.
    Body,
    /// The value of a member.
    One,
    /// A list in a member, concatenated over all pages.
    List,
    /// An object that has only this member, with the list of all pages.
    Collection,
    /// True if the status is 204 (no content), else false.
    Status,
    /// Always null.
    Nothing,
}

/// Template of paging.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PagingTemplate {
    /// Method of paging.
    pub(crate) by: PagingBy,
    /// Member of the body that points to the next page.
    pub(crate) key: Option<String>,
    /// Condition for paging.
    pub(crate) when: Option<Condition>,
    /// Input that limits the number of results.
    pub(crate) limit: Option<String>,
    /// Input that, if false, makes the result a list of the pages' bodies.
    pub(crate) all: Option<String>,
    /// Input that, if true, reverses the direction: `previous` instead of `next`.
    pub(crate) reverse: Option<String>,
}

/// Methods of paging.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PagingBy {
    /// The member `key` is a list of links; the link with `rel` `next` leads to the next page.
    Links,
    /// The member `key` is the URL of the next page.
    Next,
    /// The request is repeated with `marker`, the id of the last resource, until a page is empty.
    Marker,
}

/// Distinguishes null from a missing member.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl ActionTemplate {
    /// Returns whether no input makes the action change anything.
    pub(crate) fn only_reads(&self) -> bool {
        let reads = |call: &Call| match &call.operation {
            Operation::Request(request) => ["GET", "HEAD"].contains(&request.method.as_str()),
            Operation::Refuse { .. } | Operation::Nothing { .. } => true,
        };
        self.calls.iter().all(reads)
    }
}

//! What a dry run finds out.

use serde::Serialize;
use serde_json::Value;

use crate::result::ActionResult;

/// What the dry run of one action says.
#[derive(Clone, Debug, PartialEq)]
pub enum DryRun<T> {
    /// The action says what it would return.
    WouldReturn(ActionResult<T>),
    /// The action has no dry run of its own: all that is known is that its input is valid.
    InputIsValid,
}

/// What would run, and what is known of its result; for a composed action with all that it would call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DryRunReport {
    /// Name of the action.
    pub action: String,
    /// Its input, secrets masked.
    pub input: Value,
    /// What it would return, if it can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ActionResult<Value>>,
    /// Why the dry run of a composed action ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// The actions it would call, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<DryRunReport>,
}

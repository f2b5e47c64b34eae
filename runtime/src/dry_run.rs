//! [`DryRun`] and [`DryRunReport`]: the outcome of a dry run.

use serde::Serialize;
use serde_json::Value;

use crate::result::ActionResult;

/// The outcome of the dry run of one action.
#[derive(Clone, Debug, PartialEq)]
pub enum DryRun<T> {
    /// The action would return this result.
    WouldReturn(ActionResult<T>),
    /// The input is valid; the action does not implement a dry run.
    InputIsValid,
}

/// Report on a dry run: the action, its known result, and the actions that it would call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DryRunReport {
    /// Name of the action.
    pub action: String,
    /// Its input, with secrets masked.
    pub input: Value,
    /// The result that it would return, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ActionResult<Value>>,
    /// Reason why the dry run of a composed action ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// The actions it would call, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<DryRunReport>,
}

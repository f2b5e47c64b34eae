//! [`Outcome`]: the outcome of handling a delivery.

use mistral_actions::ActionResult;
use serde_json::Value;

/// Outcome of handling a delivery.
pub(crate) enum Outcome {
    /// A result to report.
    Result(ActionResult<Value>),
    /// An asynchronous action has started; its result is delivered separately.
    Started,
    /// The request was forwarded to other executors.
    Forwarded,
    /// The worker stops before the action ends.
    Abandoned,
}

//! Messages between the workers of one topic. They are this project's own; Mistral's executor ignores them.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::completion::cast;
use super::{RequestContext, to_json};

/// Method of the question which worker runs an action execution or call.
pub const WHO_RUNS: &str = "mistral_actions_who_runs";
/// Method of the answer: the sender runs it.
pub const RUNS: &str = "mistral_actions_runs";

/// The arguments of both methods.
#[derive(Debug, Deserialize, Serialize)]
pub struct Peer {
    /// Id of the action execution or of the call.
    pub key: String,
    /// Queue of the worker that asks.
    pub asker: String,
}

impl Peer {
    /// Returns the message; `method` is [`WHO_RUNS`] or [`RUNS`].
    pub fn message(&self, method: &str) -> Bytes {
        cast(method, &to_json(self), &RequestContext::default())
    }
}

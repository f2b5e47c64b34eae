//! What executors of one topic ask each other. Ours alone: Mistral's own executor answers nothing to it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::completion::cast;
use super::{RequestContext, to_json};

/// Asks who runs something.
pub const WHO_RUNS: &str = "mistral_actions_who_runs";
/// Says that the sender runs it.
pub const RUNS: &str = "mistral_actions_runs";

/// What is run, and who asked.
#[derive(Debug, Deserialize, Serialize)]
pub struct Peer {
    /// The action execution, or the call.
    pub key: String,
    /// Queue of the asking executor.
    pub asker: String,
}

impl Peer {
    /// A message to peers; `method` is one of the two.
    pub fn message(&self, method: &str) -> Bytes {
        cast(method, &to_json(self), &RequestContext::default())
    }
}

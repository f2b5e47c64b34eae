//! Decisions about copies of requests. The broker keeps them: the first one holds.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Longest key that is part of a decision's name as it is. AMQP's names have at most 255 bytes.
const LONGEST: usize = 100;

/// A decision about a copy of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The copy is dropped: its action is finished, or another copy has taken its place.
    Superseded,
    /// The copy counts, because no worker has superseded it: its action fails, or runs if it may run twice.
    Refused,
}

/// Returns the name of the decision about a copy; `key` names its request.
pub(crate) fn decision_name(topic: &str, key: &str, generation: u32) -> String {
    if key.len() <= LONGEST {
        return format!("{topic}.decision.{key}.{generation}");
    }
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    format!("{topic}.decision.{:016x}.{generation}", hasher.finish())
}

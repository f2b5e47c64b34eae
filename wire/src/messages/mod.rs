//! oslo.messaging's messages and Mistral's serialized objects.
//!
//! Mirrors `oslo_messaging/_drivers/common.py`, `oslo_messaging/rpc/*` and `mistral_lib/serialization.py`.

mod action;
mod completion;
mod compression;
mod context;
mod context_scan;
mod envelope;
mod log_ids;
mod message;
mod peers;
mod problem;
mod reply;
mod size;
mod text;

pub use action::{ActionForm, read_action};
pub use completion::{heartbeat, on_action_complete, serialized_result};
pub use compression::decompressed;
pub use context::RequestContext;
pub use log_ids::LogIds;
pub use message::{Call, Message, RunAction, RunRequest};
pub use peers::{CopyId, PeerMessage, SoughtAction};
pub use reply::{Reply, RpcFailure};
pub use size::is_larger_than;

/// Serializes a value whose serialization cannot fail.
fn to_json(value: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(value)
        .unwrap_or_else(|error| unreachable!("strings and values are always JSON: {error}"))
}

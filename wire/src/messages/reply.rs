//! Replies to calls, and exceptions in oslo's form (`oslo_messaging/_drivers/amqpdriver.py`,
//! `AMQPIncomingMessage._send_reply`; `oslo_messaging/_drivers/common.py`, `serialize_remote_exception`).

use bytes::Bytes;
use serde::Serialize;

use super::{Call, envelope, to_json};

/// A reply to a call.
#[derive(Debug)]
pub enum Reply {
    /// A serialized entity.
    Result(String),
    /// An exception.
    Failure(RpcFailure),
    /// A keep-alive: the call is still running.
    StillRunning,
}

/// An exception that the caller raises.
#[derive(Debug, Serialize)]
pub struct RpcFailure {
    class: &'static str,
    module: &'static str,
    message: String,
    tb: [String; 0],
    args: Vec<String>,
    kwargs: serde_json::Map<String, serde_json::Value>,
}

impl RpcFailure {
    /// Returns oslo.messaging's `NoSuchMethod`.
    pub fn no_such_method(method: &str) -> Self {
        Self::of_dispatcher(
            "NoSuchMethod",
            format!("Endpoint does not support RPC method {method}"),
            vec![method.to_owned()],
        )
    }

    /// Returns oslo.messaging's `UnsupportedVersion`.
    pub fn unsupported_version(version: &str, method: &str) -> Self {
        Self::of_dispatcher(
            "UnsupportedVersion",
            format!("Endpoint does not support RPC version {version}. Attempted method: {method}"),
            vec![version.to_owned(), method.to_owned()],
        )
    }

    fn of_dispatcher(class: &'static str, message: String, args: Vec<String>) -> Self {
        Self {
            class,
            module: "oslo_messaging.rpc.dispatcher",
            message,
            tb: [],
            args,
            kwargs: serde_json::Map::new(),
        }
    }
}

impl Reply {
    /// Returns the message for the caller's queue.
    pub fn message(&self, call: &Call) -> Bytes {
        #[derive(Serialize)]
        struct Sent<'a> {
            result: Option<&'a str>,
            failure: Option<String>,
            ending: bool,
            _msg_id: &'a str,
            _unique_id: String,
        }
        let (result, failure, ending) = match self {
            Self::Result(result) => (Some(result.as_str()), None, true),
            Self::Failure(failure) => (None, Some(to_json(failure)), true),
            Self::StillRunning => (None, None, false),
        };
        let message = to_json(&Sent {
            result,
            failure,
            ending,
            _msg_id: &call.message_id,
            _unique_id: uuid::Uuid::new_v4().simple().to_string(),
        });
        envelope::seal(&message, "")
    }
}

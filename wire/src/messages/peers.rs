//! Messages between executors of one topic. Mistral does not know them.
//!
//! Their methods end with `_ignore_errors`: oslo.messaging ignores such a method if it does not know it
//! (`oslo_messaging/rpc/server.py`), so that they may be sent to the fanout of Mistral's own executors.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::completion::cast;
use super::problem::object;
use super::{Message, RequestContext, to_json};

/// End of the methods that a receiver ignores if it does not know them.
const IGNORED: &str = "_ignore_errors";

/// An action that an executor looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SoughtAction {
    /// The Python class of the request, which a pack of the other executor replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The action's name in the catalog. `None`: the class decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A copy of a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CopyId {
    /// The action execution, or the call.
    pub key: String,
    /// Number of the copy.
    pub generation: u32,
}

/// A message from one executor to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerMessage {
    /// Asks for the executors that have an action.
    FindAction {
        /// The action.
        action: SoughtAction,
        /// Queue of the executor that asks.
        reply_to: String,
    },
    /// Answers a question: an executor has the action.
    HasAction {
        /// The action.
        action: SoughtAction,
        /// Queue of the executor that has it.
        queue: String,
    },
    /// Confirms that an executor has received a copy of a request from another one.
    Accepted(CopyId),
    /// Reports that all earlier copies of a request are void.
    Released(CopyId),
}

#[derive(Serialize, Deserialize)]
struct Question {
    action: SoughtAction,
    reply_to: String,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    action: SoughtAction,
    queue: String,
}

impl PeerMessage {
    const FIND_ACTION: &str = "find_action_ignore_errors";
    const HAS_ACTION: &str = "has_action_ignore_errors";
    const ACCEPTED: &str = "request_accepted_ignore_errors";
    const RELEASED: &str = "request_released_ignore_errors";

    /// Returns whether a message is for another executor, of this or of a later version.
    pub fn is_in(message: &Message) -> bool {
        message.call.is_none() && message.method.ends_with(IGNORED)
    }

    /// Reads a message of another executor. `None`: its sender has a later version.
    pub fn read(message: &Message) -> Option<Self> {
        fn arguments<T: DeserializeOwned>(message: &Message) -> Option<T> {
            object(message.arguments()).ok()
        }
        Some(match message.method.as_str() {
            Self::FIND_ACTION => {
                let Question { action, reply_to } = arguments(message)?;
                Self::FindAction { action, reply_to }
            }
            Self::HAS_ACTION => {
                let Answer { action, queue } = arguments(message)?;
                Self::HasAction { action, queue }
            }
            Self::ACCEPTED => Self::Accepted(arguments(message)?),
            Self::RELEASED => Self::Released(arguments(message)?),
            _ => return None,
        })
    }

    /// Returns the cast.
    pub fn message(&self) -> Bytes {
        let (method, arguments) = match self {
            Self::FindAction { action, reply_to } => {
                let (action, reply_to) = (action.clone(), reply_to.clone());
                (Self::FIND_ACTION, to_json(&Question { action, reply_to }))
            }
            Self::HasAction { action, queue } => {
                let (action, queue) = (action.clone(), queue.clone());
                (Self::HAS_ACTION, to_json(&Answer { action, queue }))
            }
            Self::Accepted(copy) => (Self::ACCEPTED, to_json(copy)),
            Self::Released(copy) => (Self::RELEASED, to_json(copy)),
        };
        cast(method, &arguments, &RequestContext::administrator())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &PeerMessage) -> Option<PeerMessage> {
        let message = Message::read(&message.message(), None).unwrap();
        assert!(PeerMessage::is_in(&message));
        PeerMessage::read(&message)
    }

    #[test]
    fn message_survives_its_envelope() {
        let (queue, name) = (
            "topic.host.parking_1".to_owned(),
            Some("demo.\"é".to_owned()),
        );
        let action = SoughtAction { class: None, name };
        let copy = CopyId {
            key: "a-1".to_owned(),
            generation: 3,
        };
        for message in [
            PeerMessage::FindAction {
                action: action.clone(),
                reply_to: queue.clone(),
            },
            PeerMessage::HasAction { action, queue },
            PeerMessage::Accepted(copy.clone()),
            PeerMessage::Released(copy),
        ] {
            assert_eq!(read(&message), Some(message));
        }
    }

    #[test]
    fn messages_of_later_versions_are_recognized_and_not_read() {
        for (method, arguments) in [
            ("cancel_action_ignore_errors", "{}"),
            ("has_action_ignore_errors", r#"{"action": 3}"#),
            ("request_accepted_ignore_errors", "null"),
            ("request_released_ignore_errors", r#"["key", 1]"#),
        ] {
            let body = cast(method, arguments, &RequestContext::default());
            let message = Message::read(&body, None).unwrap();
            assert!(PeerMessage::is_in(&message));
            assert_eq!(PeerMessage::read(&message), None, "{method}");
        }
        let more = r#"{"action": {"name": "a", "version": "2"}, "queue": "q", "since": 1}"#;
        let body = cast("has_action_ignore_errors", more, &RequestContext::default());
        let message = Message::read(&body, None).unwrap();
        assert!(matches!(
            PeerMessage::read(&message),
            Some(PeerMessage::HasAction { queue, .. }) if queue == "q"
        ));
    }
}

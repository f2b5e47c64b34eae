//! Messages that the scripted engine has received: results, heartbeats and replies.

use lapin::BasicProperties;
use live_tests::serde_json::{self, Value};
use live_tests::{Result, until};

use super::Engine;
use crate::message::{parsed, result_of};

/// A message that the engine has received.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) properties: BasicProperties,
    pub(crate) body: Vec<u8>,
    /// The message inside the envelope.
    pub(crate) message: Value,
}

/// Returns the message inside the envelope of a delivery.
pub(crate) fn read(body: &[u8]) -> Value {
    let envelope: Value = serde_json::from_slice(body).unwrap_or_default();
    parsed(&envelope["oslo.message"])
}

/// Returns whether a result is that of an action that must not run again.
pub(crate) fn is_refusal(result: &Value) -> bool {
    let error = result["error"].as_str().unwrap_or_default();
    error.contains("redelivered") && error.contains("cannot be re-run safely")
}

impl Engine {
    /// Returns the results of an action execution: `{"data": …, "error": …, "cancel": …}`.
    pub(crate) fn results(&self, id: &str) -> Vec<Value> {
        let received = self.received();
        let results = received.iter().filter(|received| {
            received.message["method"] == "on_action_complete"
                && parsed(&received.message["args"]["action_ex_id"]) == id
        });
        results
            .map(|received| result_of(&received.message["args"]["result"]))
            .collect()
    }

    /// Returns all results in their order: the action execution and whether its action was refused.
    pub(crate) fn completions(&self) -> Vec<(String, bool)> {
        let received = self.received();
        let completions = received
            .iter()
            .filter(|received| received.message["method"] == "on_action_complete");
        completions
            .map(|received| {
                let arguments = &received.message["args"];
                let id = parsed(&arguments["action_ex_id"]);
                let id = id.as_str().unwrap_or_default().to_owned();
                (id, is_refusal(&result_of(&arguments["result"])))
            })
            .collect()
    }

    /// Waits for the first result of an action execution.
    pub(crate) fn result(&self, id: &str) -> Result<Value> {
        until(&format!("the engine has the result of {id}"), || {
            Ok(self.results(id).pop())
        })
    }

    /// Returns the action executions of each heartbeat so far.
    pub(crate) fn heartbeats(&self) -> Vec<Vec<String>> {
        let received = self.received();
        let beats = received
            .iter()
            .filter(|received| received.message["method"] == "report_running_actions");
        beats
            .map(|received| {
                let ids = parsed(&received.message["args"]["action_ex_ids"]);
                serde_json::from_value(ids).expect("a heartbeat must list ids")
            })
            .collect()
    }

    /// Returns the replies to a call, keep-alives included.
    pub(crate) fn replies(&self, message_id: &str) -> Vec<Value> {
        let mut received = self.received();
        received.retain(|received| received.message["_msg_id"] == message_id);
        received
            .into_iter()
            .map(|received| received.message)
            .collect()
    }

    /// Waits for the reply that ends a call.
    pub(crate) fn reply(&self, message_id: &str) -> Result<Value> {
        until(&format!("the engine has a reply to {message_id}"), || {
            let mut replies = self.replies(message_id).into_iter();
            Ok(replies.find(|reply| reply["ending"] == true))
        })
    }
}

//! [`Request`]: a message from an engine to an executor.

use std::sync::LazyLock;

use live_tests::serde_json::{self, Value, json};

use crate::message::parsed;

/// The Python class of all actions of a catalog.
const CATALOG_ACTION: &str = "mistral_actions_provider.action.CatalogAction";

/// A request of a real engine, with its context.
static CAPTURED: LazyLock<Value> = LazyLock::new(|| {
    let captured = include_str!("../../../../wire/tests/captured/run_action.cast.json");
    let captured: Value =
        serde_json::from_str(captured).expect("the captured message must be JSON");
    let text = captured["body"]["oslo.message"]
        .as_str()
        .expect("the envelope must contain a message");
    serde_json::from_str(text).expect("the captured message must be JSON")
});

/// A message to an executor, whose members can be replaced.
#[derive(Clone)]
pub(crate) struct Request(pub(crate) Value);

impl Request {
    /// Creates a request to run an action of the catalog for the action execution `id`.
    pub(crate) fn new(id: &str, action: &str, input: &Value) -> Self {
        let attributes = json!({"name": action, "input": input, "sync": true});
        Self::of_class(id, CATALOG_ACTION, &attributes)
    }

    /// Creates a request to run an object of a Python class.
    pub(crate) fn of_class(id: &str, class: &str, attributes: &Value) -> Self {
        let object = json!({"cls": class, "cls_attrs": {}, "data": attributes});
        let action = json!({
            "__serial_key": "mistral_lib.actions.base.Action", "__serial_data": object.to_string(),
        });
        let mut message = CAPTURED.clone();
        message["args"]["action_ex_id"] = json!(id).to_string().into();
        let mut execution = parsed(&message["args"]["exec_ctx"]);
        execution["action_execution_id"] = id.into();
        message["args"]["exec_ctx"] = execution.to_string().into();
        message["args"]["action"] = action.to_string().into();
        message["_unique_id"] = id.into();
        Self(message)
    }

    /// Creates a request for an RPC method.
    pub(crate) fn method(method: &str) -> Self {
        let mut message = CAPTURED.clone();
        message["method"] = method.into();
        message["args"] = json!({});
        Self(message)
    }

    pub(crate) fn safe_rerun(self) -> Self {
        self.argument("safe_rerun", &json!(true))
    }

    pub(crate) fn timeout(self, seconds: u32) -> Self {
        self.argument("timeout", &json!(seconds))
    }

    /// Sets an argument of `run_action`.
    pub(crate) fn argument(mut self, name: &str, value: &Value) -> Self {
        self.0["args"][name] = value.to_string().into();
        self
    }

    /// Sets a member of the message.
    pub(crate) fn member(mut self, name: &str, value: Value) -> Self {
        self.0[name] = value;
        self
    }

    /// Turns the request into a call whose reply goes to a queue.
    pub(crate) fn call(mut self, message_id: &str, reply_queue: &str) -> Self {
        if self.0["args"].get("action_ex_id").is_some() {
            self.0["args"]["action_ex_id"] = Value::Null;
        }
        self.member("_msg_id", message_id.into())
            .member("_reply_q", reply_queue.into())
    }

    /// Returns the body of the message.
    pub(crate) fn body(&self) -> Vec<u8> {
        json!({"oslo.version": "2.0", "oslo.message": self.0.to_string()})
            .to_string()
            .into_bytes()
    }
}

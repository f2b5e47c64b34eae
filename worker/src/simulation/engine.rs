//! [`Engine`]: sends requests, and records the results.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use serde_json::{Value, json};

use super::history::{Event, Execution, History};
use crate::transport::memory::{Broker, Outlet, Stored};
use crate::transport::{Address, Routed};

/// A request to run an action.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) id: Execution,
    pub(super) millis: u64,
    pub(super) is_safe: bool,
    pub(super) is_asynchronous: bool,
    /// Only workers with the newer catalog have the action.
    pub(super) is_newer: bool,
    pub(super) timeout: Option<u32>,
    /// The engine waits for a reply instead of a result, and gives up after so many seconds without a sign of life.
    pub(super) caller_timeout: Option<u32>,
}

impl Request {
    /// Returns the message, as a Mistral engine with the provider writes it.
    pub(super) fn body(&self) -> Bytes {
        let name = match (self.is_newer, self.is_asynchronous) {
            (false, false) => "simulation.work",
            (false, true) => "simulation.later",
            (true, false) => "newer.work",
            (true, true) => "newer.later",
        };
        let input = json!({"id": self.id, "millis": self.millis});
        let object = json!({
            "cls": "mistral_actions_provider.action.CatalogAction",
            "cls_attrs": {},
            "data": {"name": name, "input": input, "sync": !self.is_asynchronous},
        });
        let action = json!({
            "__serial_key": "mistral_lib.actions.base.Action",
            "__serial_data": object.to_string(),
        });
        let id = key(self.id);
        let text = |value: Value| Value::String(value.to_string());
        let mut message = json!({
            "method": "run_action",
            "version": "1.0",
            "_unique_id": id,
            "args": {
                "action": text(action),
                "action_ex_id": text(if self.caller_timeout.is_some() { Value::Null } else { json!(id) }),
                "safe_rerun": text(json!(self.is_safe)),
                "exec_ctx": text(json!({"action_execution_id": id})),
                "timeout": text(json!(self.timeout)),
            },
        });
        if let Some(timeout) = self.caller_timeout {
            message["_msg_id"] = json!(id);
            message["_reply_q"] = json!(format!("reply_{id}"));
            message["_timeout"] = json!(timeout);
        }
        let envelope = json!({"oslo.version": "2.0", "oslo.message": message.to_string()});
        Bytes::from(envelope.to_string())
    }
}

fn key(id: Execution) -> String {
    format!("x{id}")
}

/// Returns the number in the id of an action execution or a call.
pub(super) fn number(key: &str) -> Option<Execution> {
    key.strip_prefix('x')?.parse().ok()
}

/// Sends a request. Returns false if the broker does not take it.
pub(super) fn send(broker: &Broker, exchange: &str, topic: &str, request: &Request) -> bool {
    let to = Address {
        exchange: exchange.to_owned(),
        routing_key: topic.to_owned(),
    };
    broker.publish(&to, &Stored::new(request.body())) == Some(Routed::Yes)
}

/// Returns the id of a request's execution.
pub(super) fn execution_of(message: &Stored) -> Option<Execution> {
    let message = read(&message.body)?;
    number(message["_unique_id"].as_str()?)
}

/// Takes the messages for the engine.
pub(super) fn outlet(history: History, engine_topic: String, is_away: Arc<AtomicBool>) -> Outlet {
    Box::new(move |to, message| {
        let is_reply = to.routing_key.starts_with("reply_");
        if to.routing_key != engine_topic && !is_reply {
            return None;
        }
        if !is_reply && is_away.load(Ordering::Relaxed) {
            return Some(Routed::No);
        }
        if let Some(event) = event(&message.body, is_reply) {
            history.add(event);
        }
        Some(Routed::Yes)
    })
}

fn read(body: &[u8]) -> Option<Value> {
    let envelope: Value = serde_json::from_slice(body).ok()?;
    serde_json::from_str(envelope["oslo.message"].as_str()?).ok()
}

/// Reads a result or a sign of life. `None`: a heartbeat.
fn event(body: &[u8], is_reply: bool) -> Option<Event> {
    let message = read(body)?;
    let (id, result) = if is_reply {
        let id = message["_msg_id"].as_str()?.to_owned();
        if message["ending"] == false {
            return Some(Event::Alive(number(&id)?));
        }
        (id, message["result"].to_string())
    } else {
        if message["method"] != "on_action_complete" {
            return None;
        }
        let id = serde_json::from_str(message["args"]["action_ex_id"].as_str()?).ok()?;
        (id, message["args"]["result"].to_string())
    };
    let id = number(&id)?;
    let result = if result.contains(&super::actions::done(id)) {
        "ok"
    } else if result.contains("cannot be re-run safely") {
        "refused"
    } else if result.contains("time limit") || result.contains("timed out") {
        "timeout"
    } else if result.contains("this executor has no action") {
        "unknown"
    } else {
        "error"
    };
    Some(Event::Completed(id, result))
}

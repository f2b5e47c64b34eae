//! How the engine, or the caller, learns what became of an action.

use std::time::Duration;

use bytes::Bytes;
use lapin::BasicProperties;
use mistral_actions::{ActionError, ActionResult};
use serde_json::Value;
use tokio::time::Instant;

use crate::transport::{Address, Routed};
use crate::worker::Worker;
use mistral_wire::messages::{self as wire, Call, Message, Reply, RequestContext};

/// How often it is tried again to reach somebody who is not there.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

impl Worker {
    /// Tells the result of an action to whoever waits for it. Returns when the broker has the answer.
    pub(crate) async fn tell(
        &self,
        message: &Message,
        action_ex_id: Option<&str>,
        result: &ActionResult<Value>,
    ) {
        let result = self.within_limit(result);
        let text = wire::serialized_result(&result);
        if let Some(id) = action_ex_id {
            self.complete(id, &text, &message.context).await;
        }
        if let Some(call) = &message.call {
            self.reply(call, &Reply::Result(text)).await;
        }
    }

    /// Tells the engine the result of an action execution.
    pub(crate) async fn complete(
        &self,
        action_ex_id: &str,
        result: &str,
        context: &RequestContext,
    ) {
        let body = wire::on_action_complete(action_ex_id, result, context);
        let what = ("the result of", action_ex_id);
        let engine = &self.engine;
        if !self.insist(engine, &body, &self.properties, what).await {
            let result = wire::serialized_result(&refused(&body));
            let body = wire::on_action_complete(action_ex_id, &result, context);
            self.insist(engine, &body, &self.properties, what).await;
        }
    }

    /// Publishes a message, also if its queue comes only later. Returns whether the broker takes it.
    pub(crate) async fn insist(
        &self,
        to: &Address,
        body: &Bytes,
        properties: &BasicProperties,
        (what, name): (&str, &str),
    ) -> bool {
        let mut is_told = false;
        loop {
            match self.publisher.publish(to, body, properties).await {
                Routed::Yes => return true,
                Routed::Refused => return false,
                Routed::No => {}
            }
            if !is_told {
                is_told = true;
                tracing::warn!(
                    "nobody has a queue for {}: {what} {name} waits",
                    to.routing_key
                );
            }
            tokio::time::sleep(RETRY_INTERVAL).await;
        }
    }

    /// Answers a call. A caller whose queue stays away has given up.
    pub(crate) async fn reply(&self, call: &Call, reply: &Reply) {
        let deadline = Instant::now() + self.config.reply_timeout;
        let to = Address {
            exchange: String::new(),
            routing_key: call.reply_queue.clone(),
        };
        let mut body = reply.message(call);
        loop {
            match self.publisher.publish(&to, &body, &self.properties).await {
                Routed::Yes => return,
                Routed::Refused => {
                    let result = wire::serialized_result(&refused(&body));
                    body = Reply::Result(result).message(call);
                    continue;
                }
                Routed::No => {}
            }
            if Instant::now() >= deadline {
                tracing::error!(
                    "nobody waits for the reply to message {} at {} any more",
                    call.message_id,
                    call.reply_queue
                );
                return;
            }
            tokio::time::sleep(RETRY_INTERVAL).await;
        }
    }

    /// Tells a caller again and again that its call is being worked on. Never returns.
    pub(crate) async fn reassure(&self, call: Option<&Call>) {
        let timeout = call.and_then(|call| Some((call, call.timeout?)));
        let interval = timeout.and_then(|(call, timeout)| {
            let interval = Duration::try_from_secs_f64(timeout / 2.0).ok()?;
            (!interval.is_zero()).then_some((call, interval))
        });
        let Some((call, interval)) = interval else {
            return std::future::pending().await;
        };
        let to = Address {
            exchange: String::new(),
            routing_key: call.reply_queue.clone(),
        };
        loop {
            tokio::time::sleep(interval).await;
            let body = Reply::StillRunning.message(call);
            self.publisher.publish(&to, &body, &self.properties).await;
        }
    }

    /// A result that the engine can store: it fails the task of one that is too large, without saying
    /// so to anybody.
    pub(crate) fn within_limit<'a>(
        &self,
        result: &'a ActionResult<Value>,
    ) -> std::borrow::Cow<'a, ActionResult<Value>> {
        use std::borrow::Cow;
        let (Some(limit), ActionResult::Data(value) | ActionResult::Error { error: value, .. }) =
            (self.config.result_limit, result)
        else {
            return Cow::Borrowed(result);
        };
        let length = length_of(value);
        if wire::is_larger_than(limit, value, length) {
            let limit = limit / 1024;
            return Cow::Owned(ActionResult::error(format!(
                "the result of the action is larger than Mistral stores: {} KiB of JSON, and \
                 [engine] execution_field_size_limit_kb is {limit}",
                length / 1024
            )));
        }
        Cow::Borrowed(result)
    }
}

/// What is told instead of a result that the broker does not take.
fn refused(message: &Bytes) -> ActionResult<Value> {
    ActionResult::error(format!(
        "the result of the action makes a message of {} KiB, which is more than the broker takes \
         (RabbitMQ's max_message_size)",
        message.len() / 1024
    ))
}

fn length_of(value: &Value) -> usize {
    match value {
        // By far the most frequent large results.
        Value::String(text) => text.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        value => value.to_string().len(),
    }
}

/// What a workflow sees of an error.
pub(crate) fn error_result(error: ActionError) -> ActionResult<Value> {
    ActionResult::error(error.into_error_value())
}

/// The properties of every message: JSON, kept on disk where the queue is.
pub(crate) fn properties() -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_content_encoding("utf-8".into())
        .with_delivery_mode(2)
        .with_priority(0)
}

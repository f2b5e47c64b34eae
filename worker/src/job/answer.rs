//! Results for the engine, and replies to callers.

use std::time::Duration;

use bytes::Bytes;
use mistral_actions::{ActionError, ActionResult};
use serde_json::Value;

use crate::env;
use crate::metrics::Event;
use crate::transport::{Address, Outgoing, Routed};
use crate::worker::Worker;
use mistral_wire::messages::{self as wire, Call, Message, Reply, RequestContext};

/// Interval between attempts to publish to a queue that does not exist.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

impl Worker {
    /// Reports the result of an action to the engine or the caller. Returns after the broker's confirm.
    pub(crate) async fn tell(
        &self,
        message: &Message,
        action_ex_id: Option<&str>,
        result: &ActionResult<Value>,
    ) {
        let result = self.within_limit(result);
        let text = wire::serialized_result(&result);
        self.metrics.result(text.len());
        if let Some(id) = action_ex_id {
            self.complete(id, &text, &message.context).await;
        }
        if let Some(call) = &message.call {
            self.reply(call, &Reply::Result(text)).await;
        }
    }

    /// Reports the result of an action execution to the engine.
    pub(crate) async fn complete(
        &self,
        action_ex_id: &str,
        result: &str,
        context: &RequestContext,
    ) {
        let body = wire::on_action_complete(action_ex_id, result, context);
        let what = ("the result of", action_ex_id);
        let message = Outgoing::new(&self.engine, body.clone());
        if !self.insist(message, what).await {
            self.metrics.count(Event::ResultReplaced);
            let result = wire::serialized_result(&refused(&body));
            let body = wire::on_action_complete(action_ex_id, &result, context);
            self.insist(Outgoing::new(&self.engine, body), what).await;
        }
    }

    /// Publishes a message, and retries until its queue exists. Returns whether the broker accepts it.
    pub(crate) async fn insist(&self, message: Outgoing<'_>, (what, name): (&str, &str)) -> bool {
        let mut is_logged = false;
        loop {
            match self.transport.publish(message.clone()).await {
                Routed::Yes => return true,
                Routed::Refused => return false,
                Routed::No => {}
            }
            if !is_logged {
                is_logged = true;
                tracing::warn!(
                    "no queue bound for routing key \"{}\"; retrying {what} {name} every second",
                    message.to.routing_key
                );
            }
            tokio::time::sleep(RETRY_INTERVAL).await;
        }
    }

    /// Replies to a call, until the caller's queue has been missing for the reply timeout.
    pub(crate) async fn reply(&self, call: &Call, reply: &Reply) {
        let deadline = env::now() + self.config.reply_timeout;
        let to = Address::queue(&*call.reply_queue);
        let mut body = reply.message(call);
        loop {
            let message = Outgoing::new(&to, body.clone());
            match self.transport.publish(message).await {
                Routed::Yes => return,
                Routed::Refused => {
                    self.metrics.count(Event::ResultReplaced);
                    let result = wire::serialized_result(&refused(&body));
                    body = Reply::Result(result).message(call);
                    continue;
                }
                Routed::No => {}
            }
            if env::now() >= deadline {
                tracing::error!(
                    "dropping the reply to message {}: the caller's queue {} does not exist",
                    call.message_id,
                    call.reply_queue
                );
                return;
            }
            tokio::time::sleep(RETRY_INTERVAL).await;
        }
    }

    /// Replaces a result that is larger than the engine stores by an error; the engine would fail the task without a
    /// reason.
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
            self.metrics.count(Event::ResultReplaced);
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

/// Returns the error result in place of one that the broker refuses.
fn refused(message: &Bytes) -> ActionResult<Value> {
    ActionResult::error(format!(
        "the result of the action makes a message of {} KiB, which is more than the broker accepts \
         (RabbitMQ's max_message_size)",
        message.len() / 1024
    ))
}

fn length_of(value: &Value) -> usize {
    match value {
        // Most large results are strings.
        Value::String(text) => text.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        value => value.to_string().len(),
    }
}

/// Converts an error to the result that a workflow sees.
pub(crate) fn error_result(error: ActionError) -> ActionResult<Value> {
    ActionResult::error(error.into_error_value())
}

//! A request: which method, with what arguments, and whether somebody waits for the answer.

use std::fmt;

use mistral_actions::ExecutionContext;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Peer, RequestContext, envelope};

/// A request as it came.
#[derive(Debug, Default)]
pub(crate) struct Message {
    /// The sender's id of the message.
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) version: Option<String>,
    pub(crate) namespace: Option<String>,
    arguments: Option<Box<RawValue>>,
    pub(crate) context: RequestContext,
    pub(crate) call: Option<Call>,
}

/// Who waits for the answer.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) message_id: String,
    pub(crate) reply_queue: String,
    /// Seconds between two signs of life, after which the caller gives up.
    pub(crate) timeout: Option<f64>,
}

/// The arguments of `run_action` (`mistral/executors/executor_server.py`).
#[derive(Debug)]
pub(crate) struct RunAction {
    /// The serialized action.
    pub(crate) action: String,
    pub(crate) safe_rerun: bool,
    pub(crate) execution: ExecutionContext,
    /// Seconds.
    pub(crate) timeout: Option<f64>,
}

impl Message {
    /// Reads the body of a message.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without its content.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        let text =
            envelope::open(body).map_err(|error| format!("no oslo.messaging envelope: {error}"))?;
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let message = MessageSeed
            .deserialize(&mut deserializer)
            .and_then(|message| deserializer.end().map(|()| message));
        message.map_err(|error| format!("no oslo.messaging message: {error}"))
    }

    /// The arguments of `run_action`.
    ///
    /// # Errors
    ///
    /// Which argument is wrong, and how.
    pub(crate) fn run_action(&self) -> Result<RunAction, String> {
        let text = self
            .arguments
            .as_ref()
            .map_or("{}", |arguments| arguments.get());
        let texts: ActionArguments = serde_json::from_str(text).map_err(|error| {
            format!("the arguments of run_action are not what Mistral sends: {error}")
        })?;
        Ok(RunAction {
            action: texts.action.ok_or("argument `action` is missing")?,
            safe_rerun: argument::<Option<bool>>("safe_rerun", texts.safe_rerun.as_deref())?
                .unwrap_or_default(),
            execution: argument::<Option<ExecutionContext>>("exec_ctx", texts.exec_ctx.as_deref())?
                .unwrap_or_default(),
            timeout: argument("timeout", texts.timeout.as_deref())?,
        })
    }

    /// What a peer asks or answers.
    pub(crate) fn peer(&self) -> Option<Peer> {
        serde_json::from_str(self.arguments.as_ref()?.get()).ok()
    }

    /// The id of the action execution, also of a request that makes no sense otherwise: its task must
    /// not wait for ever.
    pub(crate) fn action_ex_id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct OnlyId {
            action_ex_id: Option<String>,
        }
        let only: OnlyId = serde_json::from_str(self.arguments.as_ref()?.get()).ok()?;
        serde_json::from_str(&only.action_ex_id?).ok()
    }
}

/// Every argument is a JSON text of its own, or null.
#[derive(Deserialize)]
struct ActionArguments {
    #[serde(default)]
    action: Option<String>,
    #[serde(default)]
    safe_rerun: Option<String>,
    #[serde(default)]
    exec_ctx: Option<String>,
    #[serde(default)]
    timeout: Option<String>,
}

fn argument<T: DeserializeOwned>(name: &str, text: Option<&str>) -> Result<T, String> {
    serde_json::from_str(text.unwrap_or("null"))
        .map_err(|error| format!("argument `{name}` is not what Mistral sends: {error}"))
}

struct MessageSeed;

impl<'de> DeserializeSeed<'de> for MessageSeed {
    type Value = Message;

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Message, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for MessageSeed {
    type Value = Message;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message of oslo.messaging")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Message, A::Error> {
        let mut message = Message::default();
        let (mut id, mut queue, mut timeout) = (None, None, None);
        while let Some(name) = members.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*name {
                "method" => message.method = members.next_value()?,
                "_unique_id" => {
                    message.id = members.next_value::<Option<String>>()?.unwrap_or_default();
                }
                "version" => message.version = members.next_value()?,
                "namespace" => message.namespace = members.next_value()?,
                "args" => message.arguments = members.next_value()?,
                "_msg_id" => id = members.next_value::<Option<String>>()?,
                "_reply_q" => queue = members.next_value::<Option<String>>()?,
                "_timeout" => timeout = members.next_value()?,
                name => match name.strip_prefix("_context_") {
                    Some(name) => message
                        .context
                        .push(name, members.next_value::<&RawValue>()?),
                    None => drop(members.next_value::<IgnoredAny>()?),
                },
            }
        }
        if message.method.is_empty() {
            return Err(A::Error::custom("`method` is missing"));
        }
        if let (Some(message_id), Some(reply_queue)) = (id, queue) {
            message.call = Some(Call {
                message_id,
                reply_queue,
                timeout,
            });
        }
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAST: &str = include_str!("../../tests/wire/run_action.cast.json");
    const CALL: &str = include_str!("../../tests/wire/run_action.call.json");

    fn read(captured: &str) -> Message {
        let captured: serde_json::Value = serde_json::from_str(captured).unwrap();
        Message::read(captured["body"].to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_captured_cast() {
        let message = read(CAST);
        assert_eq!(message.method, "run_action");
        assert!(message.call.is_none());
        let run = message.run_action().unwrap();
        assert_eq!(
            message.action_ex_id().as_deref(),
            Some("a7eb257e-d646-44d3-9cbe-6a765fb311e0")
        );
        assert!(!run.safe_rerun);
        assert_eq!(run.execution.workflow_name.as_deref(), Some("hello"));
        assert_eq!(run.timeout, None);
        let security = message.context.security().unwrap();
        assert_eq!(
            security.root_execution_id.as_deref(),
            Some("c1d27d0d-4174-4b53-9c08-d80027a798c7")
        );
        assert_eq!(
            message.context.log_ids().to_string(),
            "- req-c77b6df0-6f33-4bd9-aa29-8c7f378f763f - - - - - c1d27d0d-4174-4b53-9c08-d80027a798c7"
        );
    }

    #[test]
    fn a_captured_call() {
        let message = read(CALL);
        let call = message.call.clone().unwrap();
        assert_eq!(call.reply_queue, "reply_2f3ec712516c450f940871ae4d1425a6");
        assert_eq!(message.action_ex_id(), None);
        assert!(message.run_action().is_ok());
    }

    #[test]
    fn what_is_wrong_is_named_without_the_content() {
        for (body, problem) in [
            ("[]", "no oslo.messaging envelope"),
            (
                r#"{"oslo.version": "2.0", "oslo.message": "{}"}"#,
                "`method` is missing",
            ),
            (
                r#"{"oslo.version": "2.0", "oslo.message": "s3cret"}"#,
                "no oslo.messaging message",
            ),
        ] {
            let error = Message::read(body.as_bytes()).unwrap_err();
            assert!(
                error.contains(problem) && !error.contains("s3cret"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_wrong_argument_is_named() {
        let inner = r#"{"method": "run_action", "args": {"action": "{}", "action_ex_id": "\"a-1\"", "timeout": "soon"}}"#;
        let body = serde_json::json!({"oslo.version": "2.0", "oslo.message": inner}).to_string();
        let message = Message::read(body.as_bytes()).unwrap();
        let error = message.run_action().unwrap_err();
        assert!(error.starts_with("argument `timeout`"), "{error}");
        assert_eq!(message.action_ex_id().as_deref(), Some("a-1"));
    }
}

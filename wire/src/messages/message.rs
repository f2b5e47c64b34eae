//! A request: its method, its arguments, and the caller that waits for a reply.

use std::borrow::Cow;
use std::fmt;

use mistral_actions::ExecutionContext;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::context::Members;
use super::problem::{object, problem};
use super::{RequestContext, envelope};

/// A request as received.
#[derive(Default)]
pub struct Message {
    /// Id that the sender gave the message.
    pub id: String,
    /// The RPC method, `run_action` for instance.
    pub method: String,
    /// The RPC version that the sender expects; 1.0 if absent.
    pub version: Option<String>,
    /// The RPC namespace.
    pub namespace: Option<String>,
    arguments: Option<Box<RawValue>>,
    /// The sender's context.
    pub context: RequestContext,
    /// The caller, if the message is a call; `None` for a cast.
    pub call: Option<Call>,
}

/// The caller that waits for a reply.
#[derive(Clone, Debug)]
pub struct Call {
    /// Id of the call, which the reply repeats.
    pub message_id: String,
    /// Queue of the caller.
    pub reply_queue: String,
    /// Seconds without a keep-alive after which the caller gives up.
    pub timeout: Option<f64>,
}

/// The arguments of `run_action` (`mistral/executors/executor_server.py`).
#[derive(Debug)]
pub struct RunRequest {
    /// Id of the action execution. Read even if the other arguments are invalid, so that the task can be failed
    /// instead of waiting indefinitely.
    pub action_ex_id: Option<String>,
    /// The other arguments, or the description of an invalid one.
    pub run: Result<RunAction, String>,
}

/// The action to run, and how to run it.
pub struct RunAction {
    /// The serialized action.
    pub action: String,
    /// The action may run a second time after a crash.
    pub safe_rerun: bool,
    /// The workflow that the action belongs to.
    pub execution: ExecutionContext,
    /// Time limit of the task, in seconds.
    pub timeout: Option<f64>,
}

/// The arguments may hold passwords, so they are not shown.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("version", &self.version)
            .field("namespace", &self.namespace)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// The action may hold passwords, so it is not shown.
impl fmt::Debug for RunAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunAction")
            .field("safe_rerun", &self.safe_rerun)
            .field("execution", &self.execution)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Message {
    /// Reads the body of a message. A message with the context of the `last` one is read faster.
    ///
    /// # Errors
    ///
    /// If the body is malformed. The text describes the problem without the content of the message.
    pub fn read(body: &[u8], last: Option<&RequestContext>) -> Result<Self, String> {
        let known =
            last.and_then(|last| Self::read_with(body, last.escaped(), || Some(last.clone())));
        if let Some(message) = known.or_else(|| Self::read_lazily(body)) {
            return Ok(message);
        }
        let text = envelope::open(body)
            .map_err(|error| format!("invalid oslo.messaging envelope: {}", problem(&error)))?;
        let (message, members) = parse(&text)
            .map_err(|error| format!("invalid oslo.messaging message: {}", problem(&error)))?;
        let context = members.finish();
        Ok(Self { context, ..message })
    }

    /// Reads the body of a message that ends with the members of its context, as all that Python writes do. The
    /// context is the largest part of a message, above all with a service catalog, and is not read.
    fn read_lazily(body: &[u8]) -> Option<Self> {
        let members = envelope::context_at_end(body)?;
        Self::read_with(body, members, || RequestContext::from_escaped(members))
    }

    /// Reads the body of a message that ends with these members of a context.
    fn read_with(
        body: &[u8],
        members: &str,
        context: impl FnOnce() -> Option<RequestContext>,
    ) -> Option<Self> {
        let text = envelope::open_without(body, members)?;
        // If the rest is not a complete object, the members belong to an inner object.
        let (message, others) = parse(&text).ok()?;
        if !others.is_empty() {
            return None;
        }
        context().map(|context| Self { context, ..message })
    }

    /// Returns the arguments as a JSON text.
    pub(super) fn arguments(&self) -> &str {
        let arguments = self.arguments.as_ref();
        arguments.map_or("{}", |arguments| arguments.get())
    }

    /// Reads the arguments of `run_action`.
    pub fn run_request(&self) -> RunRequest {
        match object::<ActionArguments<'_>>(self.arguments()) {
            Ok(arguments) => RunRequest {
                action_ex_id: argument("action_ex_id", arguments.action_ex_id).unwrap_or_default(),
                run: arguments.run_action(),
            },
            Err(error) => RunRequest {
                action_ex_id: None,
                run: Err(format!("invalid arguments of run_action: {error}")),
            },
        }
    }
}

/// The arguments in their serialized form, so that an invalid one does not prevent the others from being read.
#[derive(Deserialize)]
struct ActionArguments<'a> {
    #[serde(borrow, default)]
    action: Option<&'a RawValue>,
    #[serde(borrow, default)]
    action_ex_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    safe_rerun: Option<&'a RawValue>,
    #[serde(borrow, default)]
    exec_ctx: Option<&'a RawValue>,
    #[serde(borrow, default)]
    timeout: Option<&'a RawValue>,
}

impl ActionArguments<'_> {
    fn run_action(&self) -> Result<RunAction, String> {
        let action = text("action", self.action)?.ok_or("argument `action` is missing")?;
        let safe_rerun: Option<bool> = argument("safe_rerun", self.safe_rerun)?;
        let execution: Option<ExecutionContext> = argument("exec_ctx", self.exec_ctx)?;
        Ok(RunAction {
            action: action.into_owned(),
            safe_rerun: safe_rerun.unwrap_or_default(),
            execution: execution.unwrap_or_default(),
            timeout: argument("timeout", self.timeout)?,
        })
    }
}

/// Returns the JSON text that an argument consists of; `None` for null.
fn text<'a>(name: &str, argument: Option<&'a RawValue>) -> Result<Option<Cow<'a, str>>, String> {
    let argument = argument.filter(|argument| argument.get() != "null");
    let text = argument.map(super::text::text).transpose();
    text.map_err(|error| wrong(name, &error))
}

fn argument<T: DeserializeOwned>(name: &str, argument: Option<&RawValue>) -> Result<T, String> {
    let text = text(name, argument)?;
    serde_json::from_str(text.as_deref().unwrap_or("null")).map_err(|error| wrong(name, &error))
}

fn wrong(name: &str, error: &serde_json::Error) -> String {
    format!("invalid argument `{name}`: {}", problem(error))
}

/// Parses a message; returns it without its context, and the members of the context.
fn parse(text: &str) -> Result<(Message, Members), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = MessageSeed.deserialize(&mut deserializer)?;
    deserializer.end().map(|()| parsed)
}

/// Name of a member, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct MessageSeed;

impl<'de> DeserializeSeed<'de> for MessageSeed {
    type Value = (Message, Members);

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for MessageSeed {
    type Value = (Message, Members);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message of oslo.messaging")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut message, mut context) = (Message::default(), Members::default());
        let (mut id, mut queue, mut timeout) = (None, None, None);
        while let Some(Name(name)) = members.next_key::<Name<'de>>()? {
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
                    Some(name) => context.push(name, members.next_value::<&RawValue>()?),
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
        Ok((message, context))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAST: &str = include_str!("../../tests/captured/run_action.cast.json");
    const CALL: &str = include_str!("../../tests/captured/run_action.call.json");

    /// Returns a captured body as Python wrote it.
    fn envelope(captured: &str) -> Vec<u8> {
        let captured: serde_json::Value = serde_json::from_str(captured).unwrap();
        let message = captured["body"]["oslo.message"].as_str().unwrap();
        envelope::seal(message, "").to_vec()
    }

    fn read(captured: &str) -> Message {
        Message::read(&envelope(captured), None).unwrap()
    }

    #[test]
    fn reads_a_captured_cast() {
        let message = read(CAST);
        assert_eq!(message.method, "run_action");
        assert!(message.call.is_none());
        let request = message.run_request();
        assert_eq!(
            request.action_ex_id.as_deref(),
            Some("a7eb257e-d646-44d3-9cbe-6a765fb311e0")
        );
        let run = request.run.unwrap();
        assert!(!run.safe_rerun);
        assert_eq!(run.execution.workflow_name.as_deref(), Some("hello"));
        assert_eq!(run.timeout, None);
        let security = message.context.security().unwrap();
        let security = security.security();
        assert_eq!(
            security.root_execution_id.as_deref(),
            Some("c1d27d0d-4174-4b53-9c08-d80027a798c7")
        );
        assert_eq!(
            message.context.logged_ids(),
            "- req-c77b6df0-6f33-4bd9-aa29-8c7f378f763f - - - - - c1d27d0d-4174-4b53-9c08-d80027a798c7"
        );
    }

    #[test]
    fn reads_a_captured_call() {
        let message = read(CALL);
        let call = message.call.clone().unwrap();
        assert_eq!(call.reply_queue, "reply_2f3ec712516c450f940871ae4d1425a6");
        let request = message.run_request();
        assert_eq!(request.action_ex_id, None);
        assert!(request.run.is_ok());
    }

    #[test]
    fn message_with_a_known_context_reads_the_same() {
        let body = envelope(CAST);
        let first = Message::read(&body, None).unwrap();
        let second = Message::read(&body, Some(&first.context)).unwrap();
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
        let action = |message: &Message| message.run_request().run.unwrap().action;
        assert_eq!(action(&first), action(&second));
        assert!(first.context == second.context);
        let other = String::from_utf8(body)
            .unwrap()
            .replace("c1d27d0d", "c1d27d0e");
        let read = Message::read(other.as_bytes(), Some(&first.context)).unwrap();
        assert!(read.context != first.context);
    }

    #[test]
    fn members_of_inner_objects_are_not_context() {
        let sealed = |message: &str| envelope::seal(message, "");
        let known = sealed(r#"{"method": "a", "_context_b": 1}"#);
        let known = Message::read(&known, None).unwrap().context;
        for message in [
            r#"{"method": "a", "args": {"c": 2, "_context_b": 1}}"#,
            r#"{"method": "a", "_context_b": 1, "args": {}}"#,
        ] {
            let body = sealed(message);
            assert!(Message::read_lazily(&body).is_none(), "{message}");
            let read = Message::read(&body, Some(&known)).unwrap();
            let again = Message::read(&body, None).unwrap();
            assert!(read.context == again.context, "{message}");
        }
    }

    #[test]
    fn context_that_is_read_lazily_is_the_same() {
        let body = envelope(CAST);
        let lazily = Message::read_lazily(&body).unwrap();
        let text = envelope::open(&body).unwrap();
        let (parsed, members) = parse(&text).unwrap();
        let eagerly = members.finish();
        assert!(lazily.context == eagerly);
        assert_eq!(lazily.context.logged_ids(), eagerly.logged_ids());
        assert_eq!(lazily.method, parsed.method);
        let [one, other] = [&lazily.context, &eagerly].map(|context| context.security().unwrap());
        assert!(one.security() == other.security());
    }

    #[test]
    fn user_may_have_both_of_its_names() {
        for (user, user_id, expected) in [
            ("\"u-1\"", "\"u-1\"", "u-1"),
            ("null", "\"u-2\"", "u-2"),
            ("\"u-3\"", "null", "u-3"),
        ] {
            let message = format!(
                r#"{{"method": "a", "_context_user": {user}, "_context_user_id": {user_id}}}"#
            );
            let message = Message::read(&envelope::seal(&message, ""), None).unwrap();
            let security = message.context.security().unwrap();
            assert_eq!(security.security().user_id.as_deref(), Some(expected));
        }
    }

    #[test]
    fn malformed_message_is_described_without_its_content() {
        for (body, problem) in [
            ("[]", "invalid oslo.messaging envelope"),
            (
                r#"{"oslo.version": "2.0", "oslo.message": "{}"}"#,
                "`method` is missing",
            ),
            (
                r#"{"oslo.version": "2.0", "oslo.message": "s3cret"}"#,
                "invalid oslo.messaging message",
            ),
        ] {
            let error = Message::read(body.as_bytes(), None).unwrap_err();
            assert!(
                error.contains(problem) && !error.contains("s3cret"),
                "{error}"
            );
        }
    }

    #[test]
    fn invalid_argument_is_named() {
        let inner = r#"{"method": "run_action", "args": {"action": "{}", "action_ex_id": "\"a-1\"", "timeout": "soon"}}"#;
        let body = serde_json::json!({"oslo.version": "2.0", "oslo.message": inner}).to_string();
        let message = Message::read(body.as_bytes(), None).unwrap();
        let request = message.run_request();
        let error = request.run.unwrap_err();
        assert!(error.starts_with("invalid argument `timeout`"), "{error}");
        assert_eq!(request.action_ex_id.as_deref(), Some("a-1"));
    }
}

//! Reading of a message, with all that the worker reads of it.

use mistral_actions::ActionResult;
use mistral_actions::SecurityContext;
use mistral_wire::messages::{
    ActionForm, LogIds, Message, Reply, RequestContext, RpcFailure, RunAction, decompressed,
    on_action_complete, read_action, serialized_result,
};

/// The context of the last message, with which the worker reads the next one.
#[derive(Default)]
pub(crate) struct Last(Option<RequestContext>);

/// The parts of a message.
pub(crate) struct Read {
    pub(crate) message: Message,
    pub(crate) action_ex_id: Option<String>,
    pub(crate) run: Result<RunAction, String>,
    pub(crate) action: Result<ActionForm, String>,
    pub(crate) ids: LogIds,
    pub(crate) security: Result<SecurityContext, String>,
}

impl Last {
    /// Reads a message as the worker does.
    pub(crate) fn read(&mut self, body: &[u8], compression: Option<&str>) -> Result<Read, String> {
        let body = decompressed(body, compression)?;
        let alone = Message::read(&body, None);
        let message = Message::read(&body, self.0.as_ref());
        // A known context makes reading faster, and no different.
        match (&alone, &message) {
            (Ok(alone), Ok(message)) => {
                assert_eq!(format!("{alone:?}"), format!("{message:?}"));
                let action = |message: &Message| message.run_request().run.map(|run| run.action);
                assert_eq!(action(alone), action(message));
                assert!(alone.context == message.context);
            }
            (alone, message) => assert_eq!(alone.as_ref().err(), message.as_ref().err()),
        }
        let message = message?;
        self.0 = Some(message.context.clone());
        let request = message.run_request();
        let action = match &request.run {
            Ok(run) => read_action(&run.action),
            Err(error) => Err(error.clone()),
        };
        let security = message.context.security();
        let security = security
            .map(|source| source.security().clone())
            .map_err(str::to_owned);
        let read = Read {
            action_ex_id: request.action_ex_id,
            run: request.run,
            action,
            ids: message.context.ids().clone(),
            security,
            message,
        };
        read.answer();
        Ok(read)
    }
}

impl Read {
    /// Writes the messages that the worker would send: each can be read, and has the context of the request.
    fn answer(&self) {
        let result = serialized_result(&ActionResult::Data(1.into()));
        let id = self.action_ex_id.as_deref().unwrap_or_default();
        let completion = on_action_complete(id, &result, &self.message.context);
        let sent = Message::read(&completion, None).expect("a completion must be readable");
        assert!(sent.context == self.message.context);
        if let Some(call) = &self.message.call {
            let failure = RpcFailure::no_such_method(&self.message.method);
            for reply in [Reply::Result(result), Reply::Failure(failure)] {
                let reply: serde_json::Value =
                    serde_json::from_slice(&reply.message(call)).expect("a reply must be JSON");
                assert!(reply["oslo.message"].is_string());
            }
        }
    }

    /// Returns everything that the worker may log or report. The parts that are shown by design are left out unless the
    /// members of the message are still what they were: a byte can turn a secret into a part of a name.
    pub(crate) fn shown(&self, with_parts: bool) -> String {
        let error = |error: Option<&String>| error.cloned().unwrap_or_default();
        let errors = [
            error(self.run.as_ref().err()),
            error(self.action.as_ref().err()),
            error(self.security.as_ref().err()),
        ]
        .join("\n");
        if !with_parts {
            return errors;
        }
        let action = self.action.as_ref().map(ActionForm::describe);
        format!(
            "{errors} {:?} {:?} {:?} {action:?} {:?}",
            self.message, self.run, self.action, self.ids
        )
    }
}

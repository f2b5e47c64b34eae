//! `run`: runs an action and prints its result.

use mistral_actions::{ActionRequest, ActionResult};
use serde_json::Value;

use crate::args::RunArgs;
use crate::call::{BlockedThreadWatch, run_call};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::{context, input, settings};

pub(super) fn run(args: &RunArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let action = session.index.find(&args.input.name)?;
    let contexts = context::resolve(&args.context, &session.environment, &session.secrets)?;
    let input = input::read(&args.input, &action, &session.secrets)?;
    settings::apply(&args.settings, session)?;
    session.note_deprecation(&action);
    let mut request = ActionRequest::new(action.name().to_owned(), input.value);
    if let Some(limit) = args.context.timeout {
        request = request.timeout(limit);
    }
    let called = action.clone();
    let hints = input.hints;
    let watch = BlockedThreadWatch::new(&action, args.context.timeout);
    let result = run_call(session, watch, request, contexts, move |call| async move {
        let result = call.dispatcher.call_to_end(call.request).await;
        result.map_err(|error| Failure::of_action(&error, &called).with_input_hints(hints))
    })?;
    match result {
        Some(ActionResult::Data(data)) => print(&data, args.raw, session),
        Some(ActionResult::Error { error, .. }) => Err(Failure::of_result(error)),
        Some(ActionResult::Cancel) => Err(Failure::cancelled(&action)),
        None => {
            session.note(&format!(
                "`{}` is asynchronous: it has started, and its result will be delivered elsewhere",
                action.name()
            ));
            Ok(Exit::Success)
        }
    }
}

fn print(data: &Value, raw: bool, session: &mut Session<'_>) -> Result<Exit, Failure> {
    match data {
        Value::String(text) if raw => session.print(&format!("{text}\n"))?,
        data => session.print_json(data)?,
    }
    Ok(Exit::Success)
}

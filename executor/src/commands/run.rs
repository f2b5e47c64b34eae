//! `run`: an action, here and now.

use std::time::Duration;

use mistral_actions::{ActionDescriptor, ActionError, ActionRequest, ActionResult};
use serde_json::Value;

use crate::Exit;
use crate::args::RunArgs;
use crate::drive::{Call, drive};
use crate::failure::Failure;
use crate::session::Session;
use crate::{context, input};

/// How long an asynchronous action that is cancelled may take to deliver a last result.
const LAST_RESULT: Duration = Duration::from_secs(5);

pub(super) fn run(args: &RunArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let action = session.index.find(&args.input.name)?;
    let contexts = context::resolve(&args.context, &session.environment, &session.secrets)?;
    let given = input::gather(&args.input, &action, &session.secrets)?;
    session.note_deprecation(&action);
    let mut request = ActionRequest::new(action.name().to_owned(), given.value);
    if let Some(limit) = args.context.timeout {
        request = request.timeout(limit);
    }
    let limit = args.context.timeout;
    let called = action.clone();
    let hints = given.hints;
    let result = drive(session, request, contexts, move |call| async move {
        let result = to_end(call, &called, limit).await?;
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

type Outcome = Result<Option<ActionResult<Value>>, ActionError>;

/// Waits for the result. The dispatcher watches the clock and Ctrl-C while the function runs; while the
/// result of an asynchronous one is still to come, we do.
async fn to_end(
    call: Call,
    action: &ActionDescriptor,
    limit: Option<Duration>,
) -> Result<Outcome, Failure> {
    let work = call.dispatcher.call_to_end(call.request);
    if action.is_sync() {
        return Ok(work.await);
    }
    let mut work = std::pin::pin!(work);
    let waiting = call.cancellation.run_until_cancelled(work.as_mut());
    let waited = match limit {
        None => waiting.await,
        Some(limit) => tokio::time::timeout(limit, waiting).await.map_err(|_| {
            Failure::timed_out(format_args!(
                "action `{}` has started, but delivered no result within {limit:?}",
                action.name()
            ))
        })?,
    };
    match waited {
        Some(outcome) => Ok(outcome),
        None => tokio::time::timeout(LAST_RESULT, work)
            .await
            .map_err(|_| Failure::interrupted()),
    }
}

fn print(data: &Value, raw: bool, session: &mut Session<'_>) -> Result<Exit, Failure> {
    match data {
        Value::String(text) if raw => session.print(&format!("{text}\n"))?,
        data => session.print_json(data)?,
    }
    Ok(Exit::Success)
}

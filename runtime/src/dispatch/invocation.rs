//! [`Invocation`]: a call on its way through the layers, and the service that executes it.

use std::any::Any;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use serde_json::Value;
use tower::{BoxError, Service};

use crate::context::ActionContext;
use crate::descriptor::{ActionDescriptor, Source, masked};
use crate::dry_run::{DryRun, DryRunReport};
use crate::dyn_action::DynAction;
use crate::error::{ActionError, DispatchError, ErrorKind};
use crate::guard::{Guarded, Limited, Work, boxed};
use crate::input::RawInput;
use crate::linked::LinkedAction;
use crate::registered::{self, RegisteredAction};
use crate::result::ActionResult;

/// A call on its way through the layers, made from outside or by another action.
pub struct Invocation {
    context: ActionContext,
    payload: Payload,
}

/// A boxed future.
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An action or its output; only the caller knows the type.
type AnyValue = Box<dyn Any + Send>;

/// The input of a call.
pub(crate) enum Payload {
    /// A call by name.
    Json(RawInput),
    /// A typed call: the input is the action.
    Typed(TypedPayload),
}

pub(crate) struct TypedPayload {
    pub(crate) value: AnyValue,
    pub(crate) run: fn(AnyValue, ActionContext) -> Work<Reply>,
}

impl TypedPayload {
    pub(crate) fn of<A: RegisteredAction>(action: A) -> Self {
        Self {
            value: Box::new(action),
            run: run_typed::<A>,
        }
    }
}

/// Outcome of an [`Invocation`].
pub enum Reply {
    /// The result of a call by name.
    Json(ActionResult<Value>),
    /// The outcome of the dry run of a call by name.
    DryRun(DryRun<Value>),
    /// The output of a typed call: a value of the action's `Output` type.
    Typed(Box<dyn Any + Send>),
}

impl Invocation {
    pub(crate) fn new(context: ActionContext, payload: Payload) -> Self {
        Self { context, payload }
    }

    /// Returns the context of the call.
    pub fn context(&self) -> &ActionContext {
        &self.context
    }

    /// Returns the called action.
    pub fn action(&self) -> &ActionDescriptor {
        self.context.action()
    }

    pub(crate) fn into_parts(self) -> (ActionContext, Payload) {
        (self.context, self.payload)
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("action", self.action())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json(_) => "Reply::Json",
            Self::DryRun(_) => "Reply::DryRun",
            Self::Typed(_) => "Reply::Typed",
        })
    }
}

/// The innermost service, which executes the call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Innermost;

impl Service<Invocation> for Innermost {
    type Response = Reply;
    type Error = BoxError;
    type Future = BoxFuture<Result<Reply, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, invocation: Invocation) -> Self::Future {
        Box::pin(async {
            execute(invocation)
                .await
                .map_err(|error| DispatchError(error).into())
        })
    }
}

/// Runs the action, guarded.
pub(crate) async fn execute(invocation: Invocation) -> Result<Reply, ActionError> {
    let Invocation { context, payload } = invocation;
    if context.is_dry_run() {
        return dry_run(context, payload).await;
    }
    match payload {
        Payload::Typed(TypedPayload { value, run }) => run(value, context).await,
        Payload::Json(input) => run_named(input, context).await.map(Reply::Json),
    }
}

/// Dry-runs the action, and adds the outcome to the report of its caller.
async fn dry_run(context: ActionContext, payload: Payload) -> Result<Reply, ActionError> {
    let reply = match payload {
        Payload::Typed(TypedPayload { value, run }) => run(value, context.clone()).await,
        Payload::Json(input) => test(input, context.clone()).await.map(Reply::DryRun),
    };
    if let Some(caller) = &context.call().properties().parent {
        let outcome = outcome_for_report(&context, &reply);
        caller.notes().calls.push(outcome);
    }
    reply
}

/// Returns the future of a call by name.
#[inline]
pub(super) fn run(
    action: &ActionDescriptor,
    input: RawInput,
    context: ActionContext,
) -> Work<ActionResult<Value>> {
    match &action.0 {
        Source::Linked(action) => (action.vtable.run)(input, context),
        Source::Provided(action) => run_provided(Arc::clone(action), input, context),
    }
}

/// Returns the future of a call by name, of the action of its context.
fn run_named(input: RawInput, context: ActionContext) -> Work<ActionResult<Value>> {
    let action = context.action().clone();
    run(&action, input, context)
}

/// Returns the future of the dry run of a call by name.
fn test(input: RawInput, context: ActionContext) -> Work<DryRun<Value>> {
    match context.action().0.clone() {
        Source::Linked(action) => match action.vtable.test {
            Some(test) => test(input, context),
            None => validate_only(action, input, context),
        },
        Source::Provided(action) => test_provided(action, input, context),
    }
}

/// Returns the future of a dry run that only validates the input.
fn validate_only(
    action: &'static LinkedAction,
    input: RawInput,
    context: ActionContext,
) -> Work<DryRun<Value>> {
    let limited = Limited::of(&context);
    Box::pin(async move {
        let work = pin!(Some(async {
            context.record_input(action.validate(input)?);
            Ok(DryRun::InputIsValid)
        }));
        Guarded::new(&context, limited, work).await
    })
}

fn run_provided(
    action: Arc<dyn DynAction>,
    input: RawInput,
    context: ActionContext,
) -> Work<ActionResult<Value>> {
    let limited = Limited::of(&context);
    Box::pin(async move {
        let work = pin!(Some(async {
            let input = action.check(input.into_value()?)?;
            context.remember_secrets_of(&input, &action.entry().input);
            let result = action.run(input, &context).await?;
            let has_started = matches!(result, ActionResult::Data(_));
            context.call().end_start(has_started);
            Ok(context.redact_result(result))
        }));
        Guarded::new(&context, limited, work).await
    })
}

fn test_provided(
    action: Arc<dyn DynAction>,
    input: RawInput,
    context: ActionContext,
) -> Work<DryRun<Value>> {
    let limited = Limited::of(&context);
    Box::pin(async move {
        let work = pin!(Some(async {
            let input = action.check(input.into_value()?)?;
            let schema = &action.entry().input;
            context.remember_secrets_of(&input, schema);
            context.record_input(masked(input.clone(), schema));
            action.test(input, &context).await
        }));
        Guarded::new(&context, limited, work).await
    })
}

/// Runs or dry-runs a typed call.
pub(super) async fn to_output<A: RegisteredAction>(
    action: A,
    context: &ActionContext,
) -> Result<A::Output, ActionError> {
    registered::check(&action)?;
    registered::remember_secrets(context, &action);
    if !context.is_dry_run() {
        return action.run(context).await?.into_data();
    }
    A::linked().record_input(context, &|| action.to_json(), None);
    match action.test(context).await? {
        DryRun::WouldReturn(result) => result.into_data(),
        DryRun::InputIsValid => Err(ActionError::of(
            ErrorKind::NoDryRun,
            format_args!(
                "`{}` does not implement a dry run (`test = …`), so its result is unknown",
                A::linked().name
            ),
        )),
    }
}

/// Returns the future of a typed call without layers, whose action and output are not boxed.
#[inline]
pub(super) fn run_unlayered<A: RegisteredAction>(
    action: A,
    context: ActionContext,
) -> Work<A::Output> {
    let limited = Limited::of(&context);
    boxed(move || async move {
        let work = pin!(Some(to_output(action, &context)));
        Guarded::new(&context, limited, work).await
    })
}

/// Returns the future of a typed call through layers.
fn run_typed<A: RegisteredAction>(action: AnyValue, context: ActionContext) -> Work<Reply> {
    let limited = Limited::of(&context);
    Box::pin(async move {
        let work = pin!(Some(async {
            let action = action.downcast::<A>().map_err(|_| {
                ActionError::internal("a layer replaced the action with a value of another type")
            })?;
            Ok(Reply::Typed(Box::new(to_output(*action, &context).await?)))
        }));
        Guarded::new(&context, limited, work).await
    })
}

/// Returns the report on the dry run of a reused action, for the report of its caller.
fn outcome_for_report(context: &ActionContext, reply: &Result<Reply, ActionError>) -> DryRunReport {
    let mut report = take_report(context);
    match (reply, &context.action().0) {
        (Ok(Reply::DryRun(DryRun::WouldReturn(result)) | Reply::Json(result)), _) => {
            report.result = Some(context.redact_reported(result.clone()));
        }
        (Ok(Reply::Typed(output)), Source::Linked(action)) => {
            let data = (action.vtable.show_output)(&**output).map(ActionResult::Data);
            report.result = data.map(|data| context.redact_reported(data));
        }
        (Ok(_), _) => {}
        (Err(error), _) if error.kind() == ErrorKind::NoDryRun => {}
        (Err(error), _) => report.stopped = Some(error.to_string()),
    }
    report
}

/// Returns the report on a dry run from outside.
pub(crate) fn report(
    context: &ActionContext,
    reply: Result<Reply, ActionError>,
) -> Result<DryRunReport, ActionError> {
    let mut report = take_report(context);
    match reply {
        Ok(Reply::DryRun(DryRun::WouldReturn(result)) | Reply::Json(result)) => {
            report.result = Some(context.redact_reported(result));
        }
        Ok(_) => {}
        // A composed action that needs an unknown result would continue: the report ends here, without an
        // error.
        Err(error) if error.kind() == ErrorKind::NoDryRun => {
            report.stopped = Some(error.to_string());
        }
        Err(error) => return Err(error),
    }
    Ok(report)
}

fn take_report(context: &ActionContext) -> DryRunReport {
    let notes = std::mem::take(&mut *context.call().notes());
    DryRunReport {
        action: context.action().name().to_owned(),
        input: notes.input,
        result: None,
        stopped: None,
        calls: notes.calls,
    }
}

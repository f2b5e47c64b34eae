//! [`RegisteredAction`]: an action type with its registration, and the steps of its calls.

use serde_json::Value;

use crate::action::Action;
use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::{ActionError, ErrorKind};
use crate::input::problem::InputProblem;
use crate::input::{Input, InputErrors, secrets};
use crate::linked::{ActionVTable, LinkedAction};
use crate::result::ActionResult;

/// An action type that is registered in this binary. `#[mistral_action]` and `register_action!` implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a registered action",
    label = "not the input type of an action",
    note = "`#[mistral_action]` on `fn servers_get` makes `ServersGet` one; a hand-written `Action` needs `register_action!`"
)]
pub trait RegisteredAction: Action {
    /// Returns the registration.
    #[doc(hidden)]
    fn linked() -> &'static LinkedAction;

    /// Decodes the input of a call.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn decode(input: Input) -> Result<Self, Vec<InputProblem>>;

    /// Checks the constraints of an input that was not decoded: a Rust type does not express bounds.
    /// Hand-written implementations of [`Action`] have no constraints.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn check(&self) -> Result<(), Vec<InputProblem>> {
        Ok(())
    }

    /// Returns the JSON Schema of the input.
    fn input_schema() -> Value;

    /// Returns the input as JSON, as far as its types are serializable, including its secrets.
    fn to_json(&self) -> Value;

    /// Converts the output of a call to JSON.
    ///
    /// # Errors
    ///
    /// serde's, for example for maps with keys other than strings.
    fn encode(output: &Self::Output) -> Result<Value, serde_json::Error>;

    /// Returns the JSON Schema of the output.
    fn output_schema() -> Value;
}

/// Returns the input of a call with its secrets masked.
pub(crate) fn masked_input<A: RegisteredAction>(action: &A) -> Value {
    masked(A::linked(), action.to_json())
}

fn masked(linked: &LinkedAction, mut input: Value) -> Value {
    if linked.has_secrets() {
        secrets::mask(&mut input, linked.input_schema());
    }
    input
}

impl ActionVTable {
    /// Returns the function table of an action type.
    pub const fn of<A: RegisteredAction>() -> Self {
        Self {
            test: Some(|input, context| {
                Box::pin(async move {
                    let action = decode_for_call::<A>(input, &context)?;
                    context.record_input(masked_input(&action));
                    Ok(match action.test(&context).await? {
                        DryRun::WouldReturn(result) => {
                            DryRun::WouldReturn(encode::<A>(result, &context)?)
                        }
                        DryRun::InputIsValid => DryRun::InputIsValid,
                    })
                })
            }),
            ..Self::without_dry_run::<A>()
        }
    }

    /// Returns the function table of an action type whose dry run only validates the input. It saves
    /// compile time.
    pub const fn without_dry_run<A: RegisteredAction>() -> Self {
        Self {
            run: |input, context| {
                Box::pin(async move {
                    let action = decode_for_call::<A>(input, &context)?;
                    encode::<A>(action.run(&context).await?, &context)
                })
            },
            test: None,
            validate: |input| decode::<A>(input).map(|action| masked_input(&action)),
            input_schema: A::input_schema,
            output_schema: A::output_schema,
            show_output: |output| A::encode(output.downcast_ref()?).ok(),
            is_sync: A::is_sync,
            has_dry_run: A::has_dry_run,
        }
    }
}

fn decode<A: RegisteredAction>(input: Input) -> Result<A, InputErrors> {
    match A::linked().check(input).and_then(A::decode) {
        Ok(action) => Ok(action),
        Err(problems) => Err(InputErrors::new(A::linked().name, problems)),
    }
}

/// Checks the constraints of the input of a typed call.
#[inline]
pub(crate) fn check<A: RegisteredAction>(action: &A) -> Result<(), InputErrors> {
    match action.check() {
        Ok(()) => Ok(()),
        Err(problems) => Err(InputErrors::new(A::linked().name, problems)),
    }
}

/// Decodes the input of a call and remembers its secrets.
#[inline]
fn decode_for_call<A: RegisteredAction>(
    input: Input,
    context: &ActionContext,
) -> Result<A, ActionError> {
    let action = decode::<A>(input)?;
    remember_secrets(context, &action);
    Ok(action)
}

/// Remembers the secrets of an input, for redaction of errors and messages.
#[inline]
pub(crate) fn remember_secrets<A: RegisteredAction>(context: &ActionContext, action: &A) {
    let linked = A::linked();
    if linked.has_secrets() {
        context.remember_secrets(action.to_json(), linked.input_schema());
    }
}

/// Converts the data of a result to JSON, and redacts an error result.
#[inline]
fn encode<A: RegisteredAction>(
    result: ActionResult<A::Output>,
    context: &ActionContext,
) -> Result<ActionResult<Value>, ActionError> {
    match result {
        ActionResult::Data(data) => match A::encode(&data) {
            Ok(data) => Ok(ActionResult::Data(data)),
            Err(error) => Err(not_json(&error)),
        },
        ActionResult::Error { error, data } => {
            let data = data.map(|data| A::encode(&data)).transpose();
            let data = data.map_err(|error| not_json(&error))?;
            Ok(context.redact_result(ActionResult::Error { error, data }))
        }
        ActionResult::Cancel => Ok(ActionResult::Cancel),
    }
}

#[cold]
fn not_json(error: &serde_json::Error) -> ActionError {
    ActionError::of(
        ErrorKind::Internal,
        format_args!("the result cannot be encoded as JSON: {error}"),
    )
}

//! [`RegisteredAction`]: an action type with its registration, and the steps of its calls.

use std::any::Any;
use std::pin::pin;

use serde_json::Value;

use crate::action::Action;
use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::{ActionError, ErrorKind};
use crate::guard::{Guarded, Limited, Work, boxed};
use crate::input::erased::ErasedInput;
use crate::input::methods::InputMethods;
use crate::input::problem::InputProblem;
use crate::input::{InputErrors, RawInput};
use crate::linked::{ActionVTable, LinkedAction};
use crate::result::ActionResult;
use crate::returned::{OutputMethods, as_json};
use crate::secret::scope::Notes;

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

    /// Returns the functions of the input type.
    #[doc(hidden)]
    fn input() -> InputMethods<Self>;

    /// Returns the functions of the output type.
    #[doc(hidden)]
    fn output() -> OutputMethods<Self::Output>;

    /// Decodes the input of a call.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    #[inline]
    fn decode(input: RawInput) -> Result<Self, Vec<InputProblem>> {
        let mut decoded = None;
        (Self::input().decode)(input, Self::linked(), &mut decoded)?;
        decoded.ok_or_else(Vec::new)
    }

    /// Checks the constraints of an input that was not decoded: a Rust type does not express bounds.
    /// Constraints inside an input, and those of schemars, are checked by the schema.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    #[inline]
    fn check(&self) -> Result<(), Vec<InputProblem>> {
        (Self::input().check)(self)
    }

    /// Returns the JSON Schema of the input.
    fn input_schema() -> Value {
        (Self::input().schema)()
    }

    /// Returns the input as JSON, as far as its types are serializable, including its secrets.
    fn to_json(&self) -> Value {
        (Self::input().to_json)(self)
    }

    /// Converts the output of a call to JSON.
    ///
    /// # Errors
    ///
    /// serde's, for example for maps with keys other than strings.
    #[inline]
    fn encode(output: &Self::Output) -> Result<Value, serde_json::Error> {
        (Self::output().encode)(output)
    }

    /// Returns the JSON Schema of the output.
    fn output_schema() -> Value {
        (Self::output().schema)()
    }
}

impl ActionVTable {
    /// Returns the function table of an action type.
    pub const fn of<A: RegisteredAction>() -> Self {
        Self {
            test: Some(test::<A>),
            ..Self::without_dry_run::<A>()
        }
    }

    /// Returns the function table of an action type whose dry run only validates the input. It saves
    /// compile time.
    pub const fn without_dry_run<A: RegisteredAction>() -> Self {
        Self {
            run: run::<A>,
            test: None,
            new_input: new_input::<A>,
            input_schema: A::input_schema,
            output_schema: A::output_schema,
            show_output: show_output::<A>,
            is_sync: A::is_sync,
            has_dry_run: A::has_dry_run,
        }
    }
}

// The functions of an `ActionVTable` are compiled for every action. Everything that does not depend on its type is in
// `call_input`, and what depends on the type of the result only is compiled once for each such type.

/// Returns the future of a call by name.
fn run<A: RegisteredAction>(input: RawInput, context: ActionContext) -> Work<ActionResult<Value>> {
    let limited = Limited::of(&context);
    boxed(move || async move {
        let work = pin!(Some(async {
            let run = {
                let mut action = None::<A>;
                A::linked().decode_for_call(input, &mut action, &context)?;
                decoded(action)?.run(&context)
            };
            let result = run.await?;
            if !A::is_sync() {
                let has_started = matches!(result, ActionResult::Data(_));
                context.call().end_start(has_started);
            }
            encode(result, &A::output(), &context)
        }));
        Guarded::new(&context, limited, work).await
    })
}

/// Returns the future of a dry run.
fn test<A: RegisteredAction>(input: RawInput, context: ActionContext) -> Work<DryRun<Value>> {
    let limited = Limited::of(&context);
    boxed(move || async move {
        let work = pin!(Some(async {
            let test = {
                let mut action = None::<A>;
                A::linked().decode_for_dry_run(input, &mut action, &context)?;
                decoded(action)?.test(&context)
            };
            Ok(match test.await? {
                DryRun::WouldReturn(result) => {
                    DryRun::WouldReturn(encode(result, &A::output(), &context)?)
                }
                DryRun::InputIsValid => DryRun::InputIsValid,
            })
        }));
        Guarded::new(&context, limited, work).await
    })
}

fn new_input<A: RegisteredAction>() -> Box<dyn ErasedInput> {
    Box::new(None::<A>)
}

fn show_output<A: RegisteredAction>(output: &(dyn Any + Send)) -> Option<Value> {
    A::encode(output.downcast_ref()?).ok()
}

/// The input of a call by name; `None` before it is decoded.
impl<A: RegisteredAction> ErasedInput for Option<A> {
    #[inline]
    fn decode(&mut self, input: RawInput) -> Result<(), Vec<InputProblem>> {
        (A::input().decode)(input, A::linked(), self)
    }

    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, A::to_json)
    }
}

#[inline]
fn decoded<A>(action: Option<A>) -> Result<A, ActionError> {
    action.ok_or_else(not_decoded)
}

#[cold]
fn not_decoded() -> ActionError {
    ActionError::internal("the input was accepted, but not decoded")
}

/// Checks the constraints of the input of a typed call.
#[inline]
pub(crate) fn check<A: RegisteredAction>(action: &A) -> Result<(), InputErrors> {
    A::linked().check_call(action.check(), &|| action.to_json())
}

/// Remembers the secrets of an input that a typed call has built.
#[inline]
pub(crate) fn remember_secrets<A: RegisteredAction>(context: &ActionContext, action: &A) {
    if A::linked().has_secrets() {
        A::linked().remember_secrets(context, &|| action.to_json(), Notes::default());
    }
}

/// Converts the data of a result to JSON, and redacts an error result.
fn encode<T: 'static>(
    result: ActionResult<T>,
    methods: &OutputMethods<T>,
    context: &ActionContext,
) -> Result<ActionResult<Value>, ActionError> {
    match result {
        ActionResult::Data(data) => match to_value(data, methods) {
            Ok(data) => Ok(ActionResult::Data(data)),
            Err(error) => Err(not_json(&error)),
        },
        ActionResult::Error { error, data } => {
            let data = data.map(|data| to_value(data, methods)).transpose();
            let data = data.map_err(|error| not_json(&error))?;
            Ok(context.redact_result(ActionResult::Error { error, data }))
        }
        ActionResult::Cancel => Ok(ActionResult::Cancel),
    }
}

#[inline]
fn to_value<T: 'static>(output: T, methods: &OutputMethods<T>) -> Result<Value, serde_json::Error> {
    as_json(output).or_else(|output| (methods.encode)(&output))
}

#[cold]
fn not_json(error: &serde_json::Error) -> ActionError {
    ActionError::of(
        ErrorKind::Internal,
        format_args!("the result cannot be encoded as JSON: {error}"),
    )
}

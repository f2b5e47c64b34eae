//! [`RegisteredAction`]: an action type with its registration, and the steps of its calls.

use serde_json::Value;

use crate::action::Action;
use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::{ActionError, ErrorKind};
use crate::input::methods::InputMethods;
use crate::input::problem::{self, InputProblem};
use crate::input::shown::{note_unread, shown};
use crate::input::{InputErrors, RawInput};
use crate::linked::{ActionVTable, LinkedAction};
use crate::redactor::Redactor;
use crate::result::ActionResult;
use crate::returned::OutputMethods;
use crate::secret::scope::{self, Notes, Noting};

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
        (Self::input().decode)(input, Self::linked())
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
            test: Some(|input, context| {
                Box::pin(async move {
                    let given = input.to_value();
                    let action = decode_for_call::<A>(input, &context)?;
                    context.record_input(shown(
                        A::linked(),
                        &|| action.to_json(),
                        &context.redactor(),
                        given,
                    ));
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
                    let result = action.run(&context).await?;
                    if !A::is_sync() {
                        let has_started = matches!(result, ActionResult::Data(_));
                        context.call().end_start(has_started);
                    }
                    encode::<A>(result, &context)
                })
            },
            test: None,
            validate: |input| {
                let given = input.to_value();
                let (action, notes) = decode::<A>(input)?;
                Ok(shown(
                    A::linked(),
                    &|| action.to_json(),
                    &Redactor::of(&notes),
                    given,
                ))
            },
            secrets: |input| {
                let (decoded, mut notes) = scope::noting(|| check_and_decode::<A>(input));
                if let Ok(action) = decoded {
                    note_unread(A::linked(), &|| action.to_json(), &mut notes);
                }
                notes
            },
            input_schema: A::input_schema,
            output_schema: A::output_schema,
            show_output: |output| A::encode(output.downcast_ref()?).ok(),
            is_sync: A::is_sync,
            has_dry_run: A::has_dry_run,
        }
    }
}

/// Decodes the input of a call. Returns it with its secrets.
#[inline]
fn decode<A: RegisteredAction>(input: RawInput) -> Result<(A, Notes), InputErrors> {
    let (decoded, mut notes) = scope::noting(|| check_and_decode::<A>(input));
    match decoded {
        Ok(action) => {
            note_unread(A::linked(), &|| action.to_json(), &mut notes);
            Ok((action, notes))
        }
        Err(problems) => Err(refused::<A>(problems, &notes)),
    }
}

/// Returns the error of an input with these problems, without its secrets.
#[cold]
fn refused<A: RegisteredAction>(mut problems: Vec<InputProblem>, notes: &Notes) -> InputErrors {
    if !notes.is_empty() {
        problem::redact(&mut problems, &Redactor::of(notes));
    }
    InputErrors::new(A::linked().name, problems)
}

/// Checks an input by what its schema promises, and decodes it.
#[inline]
fn check_and_decode<A: RegisteredAction>(input: RawInput) -> Result<A, Vec<InputProblem>> {
    match A::linked().check(input) {
        Ok(input) => {
            let text = A::linked().keep_text(&input);
            A::decode(input).map_err(|problems| {
                let by_schema = text.map(|text| A::linked().problems_of(text));
                let by_schema = by_schema.filter(|found| !found.is_empty());
                by_schema.unwrap_or(problems)
            })
        }
        Err((mut problems, input)) => {
            // Decoding notes the secrets of the input, also those that the schema does not mark.
            if let Err(of_type) = A::decode(input) {
                problem::hide_like(&mut problems, &of_type);
            }
            Err(problems)
        }
    }
}

/// Checks the constraints of the input of a typed call.
#[inline]
pub(crate) fn check<A: RegisteredAction>(action: &A) -> Result<(), InputErrors> {
    let inner = A::linked().check_typed(&|| action.to_json());
    match (action.check(), inner) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(problems), Ok(())) | (Ok(()), Err(problems)) => {
            Err(InputErrors::new(A::linked().name, problems))
        }
        (Err(mut problems), Err(inner)) => {
            let is_new =
                |one: &InputProblem| !problems.iter().any(|known| known.pointer == one.pointer);
            let inner: Vec<_> = inner.into_iter().filter(is_new).collect();
            problems.extend(inner);
            Err(InputErrors::new(A::linked().name, problems))
        }
    }
}

/// Decodes the input of a call and remembers its secrets.
#[inline]
fn decode_for_call<A: RegisteredAction>(
    input: RawInput,
    context: &ActionContext,
) -> Result<A, ActionError> {
    let scope = Noting::enter();
    let decoded = check_and_decode::<A>(input);
    let notes = scope.finish();
    match decoded {
        Ok(action) => {
            if notes.is_some() || A::linked().has_secrets() {
                remember(context, &action, notes);
            }
            Ok(action)
        }
        Err(problems) => Err(refused::<A>(problems, &notes.unwrap_or_default()).into()),
    }
}

#[cold]
fn remember<A: RegisteredAction>(context: &ActionContext, action: &A, notes: Option<Box<Notes>>) {
    let mut notes = notes.unwrap_or_default();
    note_unread(A::linked(), &|| action.to_json(), &mut notes);
    context.remember_secrets(&notes);
}

/// Remembers the secrets of an input that a typed call has built.
#[inline]
pub(crate) fn remember_secrets<A: RegisteredAction>(context: &ActionContext, action: &A) {
    if A::linked().has_secrets() {
        remember(context, action, None);
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

//! [`RegisteredAction`]: an action type with its registration, and the steps of its calls.

use std::pin::pin;

use serde_json::Value;

use crate::action::Action;
use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::{ActionError, ErrorKind};
use crate::guard::{Guarded, Limited, boxed};
use crate::input::methods::InputMethods;
use crate::input::problem::{self, InputProblem};
use crate::input::shown::{note_unread, shown};
use crate::input::{InputErrors, RawInput};
use crate::linked::{ActionVTable, LinkedAction};
use crate::redactor::Redactor;
use crate::result::ActionResult;
use crate::returned::{OutputMethods, as_json};
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
                let limited = Limited::of(&context);
                Box::pin(async move {
                    let work = pin!(Some(async {
                        let given = input.to_value();
                        let action = decode_for_call::<A>(input, &context).map_err(invalid::<A>)?;
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
                    }));
                    Guarded::new(&context, limited, work).await
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
                let limited = Limited::of(&context);
                boxed(move || async move {
                    let work = pin!(Some(async {
                        let run = match decode_for_call::<A>(input, &context) {
                            Ok(action) => action.run(&context),
                            Err(problems) => return Err(invalid::<A>(problems)),
                        };
                        let result = run.await?;
                        if !A::is_sync() {
                            let has_started = matches!(result, ActionResult::Data(_));
                            context.call().end_start(has_started);
                        }
                        encode::<A>(result, &context)
                    }));
                    Guarded::new(&context, limited, work).await
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
        Err(problems) => Err(redacted::<A>(problems, &notes)),
    }
}

/// Removes the secrets of an input from its problems.
#[cold]
fn redact(problems: &mut [InputProblem], notes: &Notes) {
    if !notes.is_empty() {
        problem::redact(problems, &Redactor::of(notes));
    }
}

/// Checks an input against its schema, if the type enforces less, and decodes it.
#[inline]
fn check_and_decode<A: RegisteredAction>(input: RawInput) -> Result<A, Vec<InputProblem>> {
    if A::linked().needs_check() {
        decode_checked(input)
    } else {
        A::decode(input)
    }
}

#[cold]
fn decode_checked<A: RegisteredAction>(input: RawInput) -> Result<A, Vec<InputProblem>> {
    match A::linked().check(input) {
        Ok(input) => {
            let text = A::linked().keep_text(&input);
            A::decode(input).map_err(|of_type| {
                let by_schema = text.map(|text| A::linked().problems_of(text));
                match by_schema {
                    Some(mut problems) if !problems.is_empty() => {
                        problem::hide_like(&mut problems, &of_type);
                        problems
                    }
                    _ => of_type,
                }
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
        (own, inner) => Err(refused(
            action,
            own.err().unwrap_or_default(),
            inner.err().unwrap_or_default(),
        )),
    }
}

/// Returns the error of a typed call: the problems of the inputs, and those inside of them.
#[cold]
fn refused<A: RegisteredAction>(
    action: &A,
    mut problems: Vec<InputProblem>,
    inner: Vec<InputProblem>,
) -> InputErrors {
    let is_new = |one: &InputProblem| !problems.iter().any(|known| known.pointer == one.pointer);
    let inner: Vec<_> = inner.into_iter().filter(is_new).collect();
    problems.extend(inner);
    let mut notes = Notes::default();
    note_unread(A::linked(), &|| action.to_json(), &mut notes);
    redacted::<A>(problems, &notes)
}

/// Returns the problems without the secrets of the input, which an author's validation can quote.
#[cold]
fn redacted<A: RegisteredAction>(mut problems: Vec<InputProblem>, notes: &Notes) -> InputErrors {
    redact(&mut problems, notes);
    InputErrors::new(A::linked().name, problems)
}

/// Decodes the input of a call and remembers its secrets.
///
/// # Errors
///
/// All problems of the input; [`invalid`] makes an error of them. (Inputs can be large, and a result of another type
/// would be a copy.)
#[inline]
fn decode_for_call<A: RegisteredAction>(
    input: RawInput,
    context: &ActionContext,
) -> Result<A, Vec<InputProblem>> {
    let scope = Noting::enter();
    let mut decoded = check_and_decode::<A>(input);
    let notes = scope.finish();
    if notes.is_some() || A::linked().has_secrets() {
        let notes = notes.unwrap_or_default();
        match &mut decoded {
            Ok(action) => remember(context, action, *notes),
            Err(problems) => redact(problems, &notes),
        }
    }
    decoded
}

#[cold]
fn invalid<A: RegisteredAction>(problems: Vec<InputProblem>) -> ActionError {
    InputErrors::new(A::linked().name, problems).into()
}

#[cold]
fn remember<A: RegisteredAction>(context: &ActionContext, action: &A, mut notes: Notes) {
    note_unread(A::linked(), &|| action.to_json(), &mut notes);
    context.remember_secrets(&notes);
}

/// Remembers the secrets of an input that a typed call has built.
#[inline]
pub(crate) fn remember_secrets<A: RegisteredAction>(context: &ActionContext, action: &A) {
    if A::linked().has_secrets() {
        remember(context, action, Notes::default());
    }
}

/// Converts the data of a result to JSON, and redacts an error result.
#[inline]
fn encode<A: RegisteredAction>(
    result: ActionResult<A::Output>,
    context: &ActionContext,
) -> Result<ActionResult<Value>, ActionError> {
    match result {
        ActionResult::Data(data) => match to_value::<A>(data) {
            Ok(data) => Ok(ActionResult::Data(data)),
            Err(error) => Err(not_json(&error)),
        },
        ActionResult::Error { error, data } => {
            let data = data.map(to_value::<A>).transpose();
            let data = data.map_err(|error| not_json(&error))?;
            Ok(context.redact_result(ActionResult::Error { error, data }))
        }
        ActionResult::Cancel => Ok(ActionResult::Cancel),
    }
}

#[inline]
fn to_value<A: RegisteredAction>(output: A::Output) -> Result<Value, serde_json::Error> {
    as_json(output).or_else(|output| A::encode(&output))
}

#[cold]
fn not_json(error: &serde_json::Error) -> ActionError {
    ActionError::of(
        ErrorKind::Internal,
        format_args!("the result cannot be encoded as JSON: {error}"),
    )
}

//! Checks and conversions of the return types of annotated functions.

use std::any::Any;
use std::marker::PhantomData;

use crate::error::ActionError;
use crate::input::schema;
use crate::private::stand_in::Fine;
use crate::result::ActionResult;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// Output types of stubs: all that implement `serde::Serialize` and `schemars::JsonSchema`.
pub trait EncodeOutput: Send + 'static {
    /// Converts the value to JSON.
    ///
    /// # Errors
    ///
    /// serde's, for example for maps with keys other than strings.
    fn encode(&self) -> Result<Value, serde_json::Error>;

    /// Returns the JSON Schema of the type.
    fn schema() -> Value;
}

impl<T: Serialize + JsonSchema + Send + 'static> EncodeOutput for T {
    fn encode(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }

    fn schema() -> Value {
        schema::of_output::<T>()
    }
}

/// Moves an output that is JSON already into the result, instead of copying it.
///
/// # Errors
///
/// An output of any other type.
#[inline]
pub(crate) fn as_json<T: 'static>(output: T) -> Result<Value, T> {
    let mut output = Some(output);
    let any: &mut dyn Any = &mut output;
    if let Some(Some(value)) = any.downcast_mut::<Option<Value>>().map(Option::take) {
        return Ok(value);
    }
    if let Some(Some(text)) = any.downcast_mut::<Option<String>>().map(Option::take) {
        return Ok(Value::String(text));
    }
    match output {
        Some(output) => Err(output),
        None => Ok(Value::Null),
    }
}

/// The functions of an action's output type.
#[derive(Debug)]
pub struct OutputMethods<T> {
    pub(crate) encode: fn(&T) -> Result<Value, serde_json::Error>,
    pub(crate) schema: fn() -> Value,
}

impl<T> OutputMethods<T> {
    /// Returns the function that describes the output.
    pub fn schema(&self) -> fn() -> Value {
        self.schema
    }
}

/// Plain data: not an alias of `Result` or `ActionResult`, which the workflow would see as `{"Ok": …}`.
#[diagnostic::on_unimplemented(
    message = "the action returns a `Result` or an `ActionResult` under another name",
    label = "an alias of `{Self}`",
    note = "the attribute sees how a type is written, and not what an alias stands for: write `Result<T, E>`, `ActionResult<T>` or `Result<ActionResult<T>, E>`",
    note = "an alias can have the name of its type: `type Result<T> = std::result::Result<T, MyError>`, which is then written as `Result<T>` or `Result<ActionResult<T>>`"
)]
pub trait PlainOutput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl PlainOutput for Fine {}

/// Types that can be encoded as JSON: all that implement `serde::Serialize`.
#[diagnostic::on_unimplemented(
    message = "an action cannot return `{Self}`: it does not implement `serde::Serialize`",
    label = "cannot be written as JSON",
    note = "for a type of your own: `#[derive(serde::Serialize, schemars::JsonSchema)]`"
)]
pub trait WriteOutput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> WriteOutput for T {}

/// Types that the catalog can describe: all that implement `schemars::JsonSchema`.
#[diagnostic::on_unimplemented(
    message = "an action cannot return `{Self}`: it does not implement `schemars::JsonSchema`",
    label = "has no JSON Schema",
    note = "for a type of your own: `#[derive(schemars::JsonSchema)]`, of schemars 1 as in `mistral_actions::schemars`"
)]
pub trait DescribeOutput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> DescribeOutput for T {}

/// Error types of actions: all that convert into [`ActionError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an action",
    label = "does not convert into `ActionError`",
    note = "standard errors, `anyhow::Error`, `String` and `ActionError` do; for an error of your own implement `std::error::Error`"
)]
pub trait ReturnedError: Sized {
    /// Converts the error.
    fn into_action_error(self) -> ActionError;

    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<E: Into<ActionError>> ReturnedError for E {
    fn into_action_error(self) -> ActionError {
        self.into()
    }
}

/// `Result`, also under an alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `Result` but is not `std::result::Result`",
    label = "not a `Result`",
    note = "an action returns `T`, `Result<T, E>`, `ActionResult<T>` or `Result<ActionResult<T>, E>`"
)]
pub trait Fallible: Sized {
    /// Type of the success value.
    type Success;

    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T, E> Fallible for Result<T, E> {
    type Success = T;
}

/// [`ActionResult`], also under an alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `ActionResult` but is not `mistral_actions::ActionResult`",
    label = "not an `ActionResult`"
)]
pub trait Outcome: Sized {
    /// Type of the data.
    type Data;

    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T> Outcome for ActionResult<T> {
    type Data = T;
}

/// Converts plain data.
///
/// # Errors
///
/// None; the signature matches the other conversions.
pub fn plain<T>(data: T) -> Result<ActionResult<T>, ActionError> {
    Ok(ActionResult::Data(data))
}

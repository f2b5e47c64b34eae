//! What an annotated function may return, and how it becomes an [`ActionResult`].

use std::marker::PhantomData;

use crate::error::ActionError;
use crate::input::schema;
use crate::private::stand_in::Fine;
use crate::result::ActionResult;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What the result of a stub can do: all that implement `serde::Serialize` and `schemars::JsonSchema`.
pub trait EncodeOutput: Send + 'static {
    /// As JSON.
    ///
    /// # Errors
    ///
    /// serde's, for maps with keys that are no strings and the like.
    fn encode(&self) -> Result<Value, serde_json::Error>;

    /// JSON Schema of the type.
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

/// Data that is not a `Result` or `ActionResult` under another name, which would end up as `{"Ok": …}` in
/// the workflow.
#[diagnostic::on_unimplemented(
    message = "the action returns a `Result` or an `ActionResult` under another name",
    label = "an alias of `{Self}`",
    note = "an alias that does not end in `Result` is not recognised: write `Result<T, E>`, `ActionResult<T>` or `Result<ActionResult<T>, E>`"
)]
pub trait PlainOutput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl PlainOutput for Fine {}

/// A type whose values can be written as JSON: all that implement `serde::Serialize`.
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

/// A type that the catalog can describe: all that implement `schemars::JsonSchema`.
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

/// Errors an action may return: all that convert into [`ActionError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an action",
    label = "does not convert into `ActionError`",
    note = "standard errors, `anyhow::Error`, `String` and `ActionError` do; for an error of your own implement `std::error::Error`"
)]
pub trait ReturnedError: Sized {
    /// The conversion.
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

/// `Result`, by whatever alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `Result` but is not `std::result::Result`",
    label = "not a `Result`",
    note = "an action returns `T`, `Result<T, E>`, `ActionResult<T>` or `Result<ActionResult<T>, E>`"
)]
pub trait Fallible: Sized {
    /// The type of success.
    type Success;

    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T, E> Fallible for Result<T, E> {
    type Success = T;
}

/// [`ActionResult`], by whatever alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `ActionResult` but is not `mistral_actions::ActionResult`",
    label = "not an `ActionResult`"
)]
pub trait Outcome: Sized {
    /// The type of the data.
    type Data;

    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T> Outcome for ActionResult<T> {
    type Data = T;
}

/// A function that returns plain data.
///
/// # Errors
///
/// Never; the signature is that of the conversions.
pub fn plain<T>(data: T) -> Result<ActionResult<T>, ActionError> {
    Ok(ActionResult::Data(data))
}

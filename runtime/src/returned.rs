//! What an annotated function may return, and how it becomes an [`ActionResult`].

use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::input::schema;
use crate::{ActionError, ActionResult};

/// Types an action may return: all that implement `serde::Serialize` and `schemars::JsonSchema`.
///
/// One trait for both, so that a type that lacks both derives is one error and not two.
#[diagnostic::on_unimplemented(
    message = "an action cannot return `{Self}`",
    label = "does not implement both `serde::Serialize` and `schemars::JsonSchema`",
    note = "for a type of your own: `#[derive(serde::Serialize, schemars::JsonSchema)]`, with schemars 1 as in `mistral_actions::schemars`",
    note = "a `Result` under another name is not recognised: write `Result<T, E>`"
)]
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

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> EncodeOutput for T {
    fn encode(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }

    fn schema() -> Value {
        schema::of_output::<T>()
    }
}

/// Errors an action may return: all that convert into [`ActionError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an action",
    label = "does not convert into `ActionError`",
    note = "standard errors, `anyhow::Error`, `String` and `ActionError` do; for an error of your own implement `std::error::Error`"
)]
pub trait ReturnedError {
    /// The conversion.
    fn into_action_error(self) -> ActionError;
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
pub trait Fallible {
    /// The type of success.
    type Success;

    /// The `Result` itself.
    ///
    /// # Errors
    ///
    /// The function's.
    fn into_result(self) -> Result<Self::Success, ActionError>;
}

impl<T, E: ReturnedError> Fallible for Result<T, E> {
    type Success = T;

    fn into_result(self) -> Result<T, ActionError> {
        self.map_err(E::into_action_error)
    }
}

/// [`ActionResult`], by whatever alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `ActionResult` but is not `mistral_actions::ActionResult`",
    label = "not an `ActionResult`"
)]
pub trait Outcome {
    /// The type of the data.
    type Data;
}

impl<T> Outcome for ActionResult<T> {
    type Data = T;
}

/// A function that returns plain data.
///
/// # Errors
///
/// Never; the signature is that of its siblings.
pub fn plain<T>(data: T) -> Result<ActionResult<T>, ActionError> {
    Ok(ActionResult::Data(data))
}

/// A function that returns `Result<T, E>`.
///
/// # Errors
///
/// The function's.
pub fn fallible<T, E: ReturnedError>(result: Result<T, E>) -> Result<ActionResult<T>, ActionError> {
    result.map(ActionResult::Data).map_err(E::into_action_error)
}

/// A function that returns [`ActionResult`].
///
/// # Errors
///
/// Never; the signature is that of its siblings.
pub fn outcome<T>(result: ActionResult<T>) -> Result<ActionResult<T>, ActionError> {
    Ok(result)
}

/// A function that returns `Result<ActionResult<T>, E>`.
///
/// # Errors
///
/// The function's.
pub fn fallible_outcome<T, E: ReturnedError>(
    result: Result<ActionResult<T>, E>,
) -> Result<ActionResult<T>, ActionError> {
    result.map_err(E::into_action_error)
}

/// Tells whether a type that looks like plain data is a `Result` or `ActionResult` under another name,
/// which would end up as `{"Ok": …}` in the workflow. (The inherent constant wins where it exists.)
#[derive(Debug)]
pub struct IsWrapped<T>(PhantomData<T>);

/// See [`IsWrapped`].
pub trait IsPlain {
    /// Plain data.
    const YES: bool = false;
}

impl<T> IsPlain for IsWrapped<T> {}

impl<T, E> IsWrapped<Result<T, E>> {
    /// A `Result`.
    pub const YES: bool = true;
}

impl<T> IsWrapped<ActionResult<T>> {
    /// An [`ActionResult`].
    pub const YES: bool = true;
}

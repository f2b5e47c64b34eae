//! What an annotated function may return, and how it becomes an [`ActionResult`].

use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::input::schema;
use crate::{ActionError, ActionResult};

/// Types an action may return: those that implement `serde::Serialize` and `schemars::JsonSchema`.
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

impl<T> EncodeOutput for T
where
    T: SerializeOutput,
    <T as SerializeOutput>::Checked: DescribeOutput,
{
    fn encode(&self) -> Result<Value, serde_json::Error> {
        self.to_json()
    }

    fn schema() -> Value {
        <T as SerializeOutput>::Checked::output_schema()
    }
}

/// A type whose values can be written as JSON: all that implement `serde::Serialize`.
#[diagnostic::on_unimplemented(
    message = "an action cannot return `{Self}`: it does not implement `serde::Serialize`",
    label = "cannot be written as JSON",
    note = "derive it: `#[derive(serde::Serialize, schemars::JsonSchema)]`"
)]
pub trait SerializeOutput: Send + 'static {
    /// The type itself. Asking for it ties the check of the schema to this one: one mistake, one error.
    type Checked;

    /// As JSON.
    ///
    /// # Errors
    ///
    /// serde's.
    fn to_json(&self) -> Result<Value, serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Send + 'static> SerializeOutput for T {
    type Checked = T;

    fn to_json(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }
}

/// A type that the catalog can describe: all that implement `schemars::JsonSchema`.
#[diagnostic::on_unimplemented(
    message = "an action cannot return `{Self}`: it does not implement `schemars::JsonSchema`",
    label = "has no JSON Schema",
    note = "derive it; the schemars that counts is `mistral_actions::schemars`"
)]
pub trait DescribeOutput {
    /// JSON Schema of the type.
    fn output_schema() -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> DescribeOutput for T {
    fn output_schema() -> Value {
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
}

impl<T, E: ReturnedError> Fallible for Result<T, E> {
    type Success = T;
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

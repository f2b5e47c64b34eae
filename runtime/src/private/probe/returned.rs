//! Conversions of the return types of functions.

use super::never;
use crate::error::ActionError;
use crate::result::ActionResult;
use crate::returned::ReturnedError;

/// The return value of a function, before its conversion.
#[derive(Debug)]
pub struct Returned<R>(pub R);

impl<T, E: ReturnedError> Returned<Result<T, E>> {
    /// Of a function that returns `Result<T, E>`.
    ///
    /// # Errors
    ///
    /// The function's.
    pub fn __fallible(self) -> Result<ActionResult<T>, ActionError> {
        self.0.map(ActionResult::Data).map_err(E::into_action_error)
    }
}

impl<T> Returned<ActionResult<T>> {
    /// Of a function that returns [`ActionResult`].
    ///
    /// # Errors
    ///
    /// Never; the signature is that of its siblings.
    pub fn __outcome(self) -> Result<ActionResult<T>, ActionError> {
        Ok(self.0)
    }
}

impl<T, E: ReturnedError> Returned<Result<ActionResult<T>, E>> {
    /// Of a function that returns `Result<ActionResult<T>, E>`.
    ///
    /// # Errors
    ///
    /// The function's.
    pub fn __fallible_outcome(self) -> Result<ActionResult<T>, ActionError> {
        self.0.map_err(E::into_action_error)
    }
}

/// Of a function that returns something else. Improves the messages for types that are only called `Result` or
/// `ActionResult`, which only a check gives.
pub trait ReturnedNot: Sized {
    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn __fallible<T>(self) -> Result<ActionResult<T>, ActionError> {
        never()
    }

    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn __outcome<T>(self) -> Result<ActionResult<T>, ActionError> {
        never()
    }

    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn __fallible_outcome<T>(self) -> Result<ActionResult<T>, ActionError> {
        never()
    }
}

impl<R> ReturnedNot for Returned<R> {}

//! Uses of the types of injected parameters.

use std::future::Ready;

use serde_json::Value;

use super::{Probe, never};
use crate::context::ActionContext;
use crate::error::ActionError;
use crate::inject::{Inject, Injected, Requirement};

/// Injects a value of a type that can be injected. Improves the message for a type that cannot, which only
/// `InjectParameter` gives.
pub trait InjectUse<T> {
    /// The value.
    fn __inject<'a>(
        &self,
        ctx: &'a ActionContext,
    ) -> impl Future<Output = Result<Injected<'a, T>, ActionError>> + Send
    where
        T: 'a;

    /// Returns the state that the application must register.
    fn __requirement(&self) -> Option<Requirement>;

    /// Returns the schema of the result that an asynchronous action delivers with the value.
    fn __result_schema(&self) -> Option<Value>;
}

impl<T: Inject> InjectUse<T> for &Probe<T> {
    #[inline]
    fn __inject<'a>(
        &self,
        ctx: &'a ActionContext,
    ) -> impl Future<Output = Result<Injected<'a, T>, ActionError>> + Send
    where
        T: 'a,
    {
        T::inject(ctx)
    }

    fn __requirement(&self) -> Option<Requirement> {
        T::requirement()
    }

    fn __result_schema(&self) -> Option<Value> {
        T::result_schema()
    }
}

/// Like [`InjectUse`], of a type that cannot be injected.
pub trait InjectNot<T> {
    /// Never called: a check has failed.
    fn __inject<'a>(&self, ctx: &'a ActionContext) -> Ready<Result<Injected<'a, T>, ActionError>> {
        let _ = ctx;
        never()
    }

    /// Never called: a check has failed.
    fn __requirement(&self) -> Option<Requirement> {
        never()
    }

    /// Never called: a check has failed.
    fn __result_schema(&self) -> Option<Value> {
        never()
    }
}

impl<T> InjectNot<T> for Probe<T> {}

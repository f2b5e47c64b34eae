//! [`Inject`]: types that an action takes by reference and that the caller does not pass.

use std::any::TypeId;
use std::ops::Deref;
use std::sync::Arc;

use schemars::JsonSchema;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::async_result::ResultHandle;
use crate::context::{ActionContext, Actions, ExecutionContext, SecurityContext};
use crate::error::ActionError;
use crate::input::schema;
use crate::progress::Progress;
pub use crate::state::State;

/// A type that an action takes by reference and that the caller does not pass.
///
/// Implement it for types that several actions need. Objects of the application are available as
/// [`State<T>`](State).
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions::inject::{Inject, Injected};
///
/// /// Name of the user who started the workflow.
/// struct Caller(String);
///
/// impl Inject for Caller {
///     async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
///         let name = ctx.security().user_name.clone().ok_or("the workflow runs without a user")?;
///         Ok(Injected::Owned(Caller(name)))
///     }
/// }
///
/// /// Greets the user who started the workflow.
/// #[mistral_action(name = "demo.greet_caller")]
/// async fn greet_caller(caller: &Caller, greeting: String) -> String {
///     format!("{greeting}, {}!", caller.0)
/// }
///
/// ActionTest::new().run("demo.greet_caller", json!({"greeting": "Hi"})).assert_data("Hi, demo!");
/// ```
pub trait Inject: Send + Sync + Sized + 'static {
    /// Returns the value for one call.
    ///
    /// # Errors
    ///
    /// An error fails the call; the action does not run.
    fn inject(
        ctx: &ActionContext,
    ) -> impl Future<Output = Result<Injected<'_, Self>, ActionError>> + Send;

    /// Returns the state that the application must register. Checked at start-up, for all actions.
    fn requirement() -> Option<Requirement> {
        None
    }

    /// Returns the JSON Schema of the result that an asynchronous action delivers with this value. Only result handles
    /// have one.
    fn result_schema() -> Option<Value> {
        None
    }
}

/// A value for a `&T` parameter.
#[derive(Debug)]
pub enum Injected<'a, T> {
    /// Borrowed from the context.
    Borrowed(&'a T),
    /// Shared with other calls.
    Shared(Arc<T>),
    /// Created for this call.
    Owned(T),
}

impl<T> Deref for Injected<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(value) => value,
            Self::Shared(value) => value,
            Self::Owned(value) => value,
        }
    }
}

/// State that the application must register with `state(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub(crate) type_id: TypeId,
    pub(crate) type_name: &'static str,
}

impl Requirement {
    /// Requires a registered value of type `T`.
    pub fn of_state<T: 'static>() -> Self {
        Self {
            type_id: TypeId::of::<State<T>>(),
            type_name: std::any::type_name::<T>(),
        }
    }
}

macro_rules! borrowed {
    ($($type:ty = $method:ident,)*) => { $(
        impl Inject for $type {
            #[inline]
            async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
                Ok(Injected::Borrowed(ctx.$method()))
            }
        }
    )* };
}

borrowed! {
    SecurityContext = security,
    ExecutionContext = execution,
    Actions = actions,
    CancellationToken = cancellation,
}

impl Inject for ActionContext {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        Ok(Injected::Borrowed(ctx))
    }
}

impl Inject for Progress {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        Ok(Injected::Owned(ctx.progress()))
    }
}

impl<T: JsonSchema + 'static> Inject for ResultHandle<T> {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        let action = ctx.call().action();
        if action.is_sync() {
            return Err(ActionError::internal(format_args!(
                "`{}` takes a `&ResultHandle` but is synchronous: add `asynchronous` to its attribute",
                action.name()
            )));
        }
        Ok(Injected::Owned(ctx.result_handle()))
    }

    fn result_schema() -> Option<Value> {
        Some(schema::of_output::<T>())
    }
}

impl<T: Send + Sync + 'static> Inject for State<T> {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        match ctx.state::<T>() {
            Some(state) => Ok(Injected::Borrowed(state)),
            None => Err(ActionError::internal(format_args!(
                "the application has not registered state of type `{}`",
                std::any::type_name::<T>()
            ))),
        }
    }

    fn requirement() -> Option<Requirement> {
        Some(Requirement::of_state::<T>())
    }
}

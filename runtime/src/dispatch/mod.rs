//! Running actions: [`Dispatcher`], its builder, requests, and tower layers.

mod bounds;
mod builder;
pub(crate) mod invocation;
mod limits;
mod request;
mod startup;
mod target;

pub use builder::DispatcherBuilder;
pub use invocation::{Invocation, Reply};
pub use request::{ActionRequest, CallOptions};
pub use startup::{MissingState, StartupError};

pub use crate::context::SecuritySource;
pub use crate::dry_run::DryRunReport;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use self::invocation::{Payload, TypedPayload};
use self::limits::Limits;
use crate::async_result::{OutstandingResults, ResultSink, local};
use crate::context::{ActionContext, RequestState};
use crate::descriptor::{ActionDescriptor, Source};
use crate::dry_run::DryRun;
use crate::error::{ActionError, DispatchError};
use crate::guard::Work;
use crate::input::RawInput;
use crate::provider::{ActionProvider, CompositeProvider};
use crate::registered::RegisteredAction;
use crate::registry::Registry;
use crate::result::ActionResult;
use crate::state::StateMap;

/// Runs actions. It decodes and validates the input, provides the contexts, enforces time limits and
/// cancellation, turns panics into errors, and traces calls.
///
/// ```
/// use mistral_actions::prelude::*;
///
/// /// Adds two numbers.
/// #[mistral_action(name = "demo.add")]
/// async fn add(left: i64, right: i64) -> i64 {
///     left + right
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let dispatcher = Dispatcher::builder().build()?;
/// let request = ActionRequest::new("demo.add", json!({"left": 1, "right": 2}));
/// assert_eq!(dispatcher.call(request).await?.into_data()?, 3);
/// # Ok::<_, ActionError>(()) }).unwrap();
/// ```
///
/// It is a [`tower::Service`] of [`ActionRequest`]s. Middleware for all calls, including reused actions, is
/// added with [`DispatcherBuilder::layer`].
#[derive(Clone)]
pub struct Dispatcher(Arc<Inner>);

/// The service that a layer wraps: the inner layers and the action.
pub type ActionService = BoxCloneSyncService<Invocation, Reply, tower::BoxError>;

pub(crate) struct Inner {
    registry: Registry,
    providers: CompositeProvider,
    state: StateMap,
    limits: Limits,
    max_depth: usize,
    cancellation_grace: Duration,
    result_sink: Option<Arc<dyn ResultSink>>,
    outstanding_results: OutstandingResults,
    layered: Option<ActionService>,
    /// The contexts of requests that set none.
    default_request: RequestState,
}

impl Dispatcher {
    /// Starts the configuration of a dispatcher for the actions of this binary.
    pub fn builder() -> DispatcherBuilder {
        DispatcherBuilder::default()
    }

    /// Returns the actions of this binary.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// Returns the results of asynchronous actions that live handles owe, for an application that ends.
    pub fn outstanding_results(&self) -> &OutstandingResults {
        &self.0.outstanding_results
    }

    /// Returns the action with this name, from this binary or from a provider.
    ///
    /// # Errors
    ///
    /// If the name is unknown, or the lookup in a provider fails.
    pub async fn find(&self, name: &str) -> Result<ActionDescriptor, ActionError> {
        self.0.find(name).await
    }

    /// Runs an action. An asynchronous action is only started, and the returned data has no meaning;
    /// [`call_to_end`](Self::call_to_end) waits for its result.
    ///
    /// The future borrows nothing, so that it can be spawned. The action starts when it is first polled.
    ///
    /// # Errors
    ///
    /// If the name is unknown, the input is invalid, or the action fails; see
    /// [`ErrorKind`](crate::error::ErrorKind).
    pub fn call(
        &self,
        request: ActionRequest,
    ) -> impl Future<Output = Result<ActionResult<Value>, ActionError>> + Send + use<> {
        let (name, input, state) = request.into_parts();
        match self.registry().find(&name) {
            Some(action) if !self.0.is_layered() => {
                invocation::run(action, input, self.new_context(action, state))
            }
            _ => self.boxed_call_layered(name, input, state),
        }
    }

    /// Runs an action that was looked up before, with [`find`](Self::find) or in the [`registry`](Self::registry), as
    /// [`call`](Self::call) does.
    ///
    /// ```
    /// use mistral_actions::dispatch::CallOptions;
    /// use mistral_actions::prelude::*;
    ///
    /// /// Adds two numbers.
    /// #[mistral_action(name = "demo.add")]
    /// async fn add(left: i64, right: i64) -> i64 {
    ///     left + right
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let dispatcher = Dispatcher::builder().build()?;
    /// let action = dispatcher.find("demo.add").await?;
    /// let input = json!({"left": 1, "right": 2}).into();
    /// let result = dispatcher.call_action(&action, input, CallOptions::new()).await?;
    /// assert_eq!(result.into_data()?, 3);
    /// # Ok::<_, ActionError>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// If the input is invalid, or the action fails.
    pub fn call_action(
        &self,
        action: &ActionDescriptor,
        input: RawInput,
        options: CallOptions,
    ) -> impl Future<Output = Result<ActionResult<Value>, ActionError>> + Send + use<> {
        let context = self.new_context(action, options.into_state());
        if self.0.is_layered() {
            Box::pin(self.clone().call_in(context, input))
        } else {
            invocation::run(action, input, context)
        }
    }

    #[cold]
    fn boxed_call_layered(
        &self,
        name: Cow<'static, str>,
        input: RawInput,
        state: Option<Arc<RequestState>>,
    ) -> Work<ActionResult<Value>> {
        Box::pin(self.clone().call_layered(name, input, state))
    }

    /// Runs a call through the layers, or of an action that a provider may know.
    async fn call_layered(
        self,
        name: Cow<'static, str>,
        input: RawInput,
        state: Option<Arc<RequestState>>,
    ) -> Result<ActionResult<Value>, ActionError> {
        let context = self.new_context(&self.find(&name).await?, state);
        self.call_in(context, input).await
    }

    /// Runs the action of a context through the layers.
    async fn call_in(
        self,
        context: ActionContext,
        input: RawInput,
    ) -> Result<ActionResult<Value>, ActionError> {
        match self.0.invoke(context, Payload::Json(input)).await? {
            Reply::Json(result) | Reply::DryRun(DryRun::WouldReturn(result)) => Ok(result),
            Reply::DryRun(DryRun::InputIsValid) => Ok(ActionResult::Data(Value::Null)),
            Reply::Typed(_) => Err(ActionError::internal(
                "a layer returned a typed result for a call by name",
            )),
        }
    }

    /// Runs an action, and waits for the result of an asynchronous action if it is delivered in this process.
    /// Returns `None` if it is delivered elsewhere: the handle was stored, or the action took none.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn call_to_end(
        &self,
        request: ActionRequest,
    ) -> Result<Option<ActionResult<Value>>, ActionError> {
        let action = self.find(request.name()).await?;
        if action.is_sync() {
            return self.call(request).await.map(Some);
        }
        let (sink, delivered) = local();
        let request = request.result_sink(sink);
        let wait = self.wait_for_result(&action, &request, delivered);
        match self.call(request).await? {
            ActionResult::Data(_) => wait.await,
            // The action did not start.
            ended => Ok(Some(ended)),
        }
    }

    /// Dry-runs an action: nothing is changed, and the report lists the actions that would be called.
    ///
    /// # Errors
    ///
    /// If the name is unknown, the input is invalid, or the action would certainly fail.
    pub async fn dry_run(&self, request: ActionRequest) -> Result<DryRunReport, ActionError> {
        let (name, input, state) = request.dry_run().into_parts();
        let action = self.find(&name).await?;
        let context = self.new_context(&action, state);
        let reply = self.0.invoke(context.clone(), Payload::Json(input)).await;
        invocation::report(&context, reply)
    }

    /// Validates an input without running the action. Returns the input with defaults filled in and secrets
    /// masked.
    ///
    /// # Errors
    ///
    /// If the name is unknown or the input is invalid.
    pub async fn validate(&self, name: &str, input: RawInput) -> Result<Value, ActionError> {
        self.find(name).await?.validate(input)
    }

    /// Runs an action by its type, as [`Actions::call`](crate::Actions::call) does within another action.
    ///
    /// # Errors
    ///
    /// Any error of the action.
    pub async fn call_typed<A: RegisteredAction>(
        &self,
        action: A,
        options: CallOptions,
    ) -> Result<A::Output, ActionError> {
        let action_type = ActionDescriptor(Source::Linked(A::linked()));
        let context = self.new_context(&action_type, options.into_state());
        self.0.run_typed(context, action).await
    }
}

impl Inner {
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    pub(crate) async fn find(&self, name: &str) -> Result<ActionDescriptor, ActionError> {
        if let Some(action) = self.registry.find(name) {
            return Ok(action.clone());
        }
        match self.providers.find(name).await? {
            Some(action) => Ok(action),
            None => Err(self.registry.unknown(name).into()),
        }
    }

    /// Runs a call through the layers.
    pub(crate) async fn invoke(
        &self,
        context: ActionContext,
        payload: Payload,
    ) -> Result<Reply, ActionError> {
        let invocation = Invocation::new(context, payload);
        match &self.layered {
            None => invocation::execute(invocation).await,
            Some(layered) => layered
                .clone()
                .oneshot(invocation)
                .await
                .map_err(ActionError::from),
        }
    }

    /// Runs a typed call. Without layers, the action is not boxed as `dyn Any`.
    pub(crate) async fn run_typed<A: RegisteredAction>(
        &self,
        context: ActionContext,
        action: A,
    ) -> Result<A::Output, ActionError> {
        if !A::is_sync() {
            return Err(ActionError::internal(format_args!(
                "`{0}` is asynchronous and its result is delivered later: call it by name, `actions.get(\"{0}\")?.run(…)`",
                A::linked().name
            )));
        }
        if !self.is_layered() && !context.is_dry_run() {
            return invocation::run_unlayered(action, context).await;
        }
        match self
            .invoke(context, Payload::Typed(TypedPayload::of(action)))
            .await?
        {
            Reply::Typed(output) => output
                .downcast::<A::Output>()
                .map(|output| *output)
                .map_err(|_| {
                    ActionError::internal(
                        "a layer returned a value of another type than the action's output",
                    )
                }),
            Reply::Json(_) | Reply::DryRun(_) => Err(ActionError::internal(
                "a layer returned JSON for a typed call",
            )),
        }
    }

    fn is_layered(&self) -> bool {
        self.layered.is_some()
    }

    pub(crate) fn has_providers(&self) -> bool {
        !self.providers.is_empty()
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dispatcher({} actions)", self.0.registry.len())
    }
}

impl tower::Service<ActionRequest> for Dispatcher {
    type Response = ActionResult<Value>;
    type Error = DispatchError;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: ActionRequest) -> Self::Future {
        let call = Self::call(self, request);
        Box::pin(async { call.await.map_err(DispatchError) })
    }
}

//! [`ActionTest`]: runs an action as a workflow does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::examples::assert_examples_of;
use super::stubs::{StubLayer, Stubs};
use super::{TestOutcome, execution_context, security_context};
use crate::context::{ExecutionContext, SecurityContext};
use crate::dispatch::{ActionRequest, CallOptions, Dispatcher, DispatcherBuilder};
use crate::dry_run::DryRunReport;
use crate::error::ActionError;
use crate::input::RawInput;
use crate::progress::{ProgressSink, ProgressUpdate};
use crate::registered::RegisteredAction;
use crate::returned::EncodeOutput;

/// Runs an action as a workflow does: by name, with a security and an execution context.
///
/// Without other contexts, [sample contexts](super::security_context) are used. Reused actions can be replaced by stubs.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// /// Asks another service.
/// #[mistral_action(name = "demo.ask")]
/// async fn ask(question: String) -> Result<String, ActionError> {
///     Err("no service here")?
/// }
///
/// /// Asks twice.
/// #[mistral_action(name = "demo.ask_twice")]
/// async fn ask_twice(actions: &Actions) -> Result<(String, Value), ActionError> {
///     let typed = actions.call(Ask { question: "why".into() }).await?;
///     let by_name = actions.get("std.http")?.run(json!({"url": "http://localhost"})).await?;
///     Ok((typed, by_name))
/// }
///
/// let test = ActionTest::new()
///     .stub(|ask: Ask| Ok(format!("{}? because!", ask.question)))
///     .stub_named("std.http", |input| Ok(json!({"status": 200, "url": input["url"]})));
/// test.run("demo.ask_twice", json!({}))
///     .assert_data(json!(["why? because!", {"status": 200, "url": "http://localhost"}]));
/// ```
#[derive(Debug)]
#[must_use = "call `run`, `call` or `dry_run`"]
pub struct ActionTest {
    /// Taken when the first action runs.
    builder: Mutex<Option<DispatcherBuilder>>,
    dispatcher: std::sync::OnceLock<Dispatcher>,
    stubs: Stubs,
    security: SecurityContext,
    execution: ExecutionContext,
    timeout: Duration,
}

impl Default for ActionTest {
    fn default() -> Self {
        Self {
            // A test calls few of the binary's actions, and needs only their state.
            builder: Mutex::new(Some(Dispatcher::builder().state_on_demand())),
            dispatcher: std::sync::OnceLock::new(),
            stubs: Stubs::default(),
            security: security_context(),
            execution: execution_context(),
            timeout: Duration::from_secs(60),
        }
    }
}

impl ActionTest {
    /// Creates a test with a sample user `demo`, a workflow `test` and a time limit of 60 s.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the security context of the actions.
    pub fn security(mut self, security: SecurityContext) -> Self {
        self.security = security;
        self
    }

    /// Sets the execution context of the actions.
    pub fn execution(mut self, execution: ExecutionContext) -> Self {
        self.execution = execution;
        self
    }

    /// Sets the time limit of an action.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Shares a value with the actions that take `&State<T>`. Only actions that the test calls need it.
    pub fn state<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.configure(|builder| builder.state(value))
    }

    /// Changes how the actions are dispatched: limits, layers, providers.
    pub fn configure(
        mut self,
        change: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder,
    ) -> Self {
        let builder = self
            .builder
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        *builder = builder.take().map(change);
        self
    }

    /// Replaces an action, given by its type, for typed calls and for calls by name. The stub receives valid input
    /// only.
    pub fn stub<A>(
        mut self,
        stub: impl Fn(A) -> Result<A::Output, ActionError> + Send + Sync + 'static,
    ) -> Self
    where
        A: RegisteredAction<Output: EncodeOutput>,
    {
        self.stubs.add_typed(stub);
        self
    }

    /// Replaces an action, given by its name; it need not be linked into the test. The stub of a linked action
    /// receives valid input only. Calls [by type](crate::Actions::call) need a [`stub`](Self::stub).
    pub fn stub_named(
        mut self,
        name: impl Into<String>,
        stub: impl Fn(Value) -> Result<Value, ActionError> + Send + Sync + 'static,
    ) -> Self {
        self.stubs.add_named(name.into(), stub);
        self
    }

    /// Runs an action and waits for its result, also if it is asynchronous.
    ///
    /// # Panics
    ///
    /// If the dispatcher cannot be built: see [`StartupError`](crate::dispatch::StartupError).
    #[track_caller]
    pub fn run(&self, name: &str, input: impl Into<RawInput>) -> TestOutcome {
        let progress = Arc::new(Recorder::default());
        let request = self
            .request(name, input.into())
            .progress(Arc::clone(&progress) as Arc<dyn ProgressSink>);
        let result = Self::block_on(self.dispatcher().call_to_end(request));
        let updates =
            std::mem::take(&mut *progress.0.lock().unwrap_or_else(PoisonError::into_inner));
        TestOutcome::new(name, result, updates)
    }

    /// Calls an action by its type, as another action does.
    ///
    /// # Errors
    ///
    /// The error of the action.
    ///
    /// # Panics
    ///
    /// Like [`run`](Self::run).
    #[track_caller]
    pub fn call<A: RegisteredAction>(&self, action: A) -> Result<A::Output, ActionError> {
        Self::block_on(self.dispatcher().call_typed(action, self.options()))
    }

    /// Dry-runs an action.
    ///
    /// # Errors
    ///
    /// If the input is invalid, or the dry run of the action fails.
    ///
    /// # Panics
    ///
    /// Like [`run`](Self::run).
    #[track_caller]
    pub fn dry_run(
        &self,
        name: &str,
        input: impl Into<RawInput>,
    ) -> Result<DryRunReport, ActionError> {
        Self::block_on(self.dispatcher().dry_run(self.request(name, input.into())))
    }

    #[track_caller]
    fn request(&self, name: &str, input: RawInput) -> ActionRequest {
        if let Ok(action) = self.dispatcher().registry().get(name) {
            assert_examples_of(action);
        }
        ActionRequest::new(name.to_owned(), input).options(self.options())
    }

    fn options(&self) -> CallOptions {
        CallOptions::new()
            .security(self.security.clone())
            .execution(self.execution.clone())
            .timeout(self.timeout)
    }

    fn dispatcher(&self) -> &Dispatcher {
        self.dispatcher.get_or_init(|| {
            let mut builder = self
                .builder
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take()
                .unwrap_or_default();
            if !self.stubs.is_empty() {
                builder = builder
                    .layer(StubLayer(self.stubs.clone()))
                    .provider(self.stubs.provider());
            }
            builder
                .build()
                .unwrap_or_else(|error| panic!("cannot start the actions of this test: {error}"))
        })
    }

    #[track_caller]
    fn block_on<F: Future>(future: F) -> F::Output {
        assert!(
            tokio::runtime::Handle::try_current().is_err(),
            "ActionTest creates its own async runtime: use it in a plain `#[test] fn`, not in an async one"
        );
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a single-threaded runtime must start")
            .block_on(future)
    }
}

#[derive(Default)]
struct Recorder(Mutex<Vec<ProgressUpdate>>);

impl ProgressSink for Recorder {
    fn update(&self, update: ProgressUpdate) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(update);
    }
}

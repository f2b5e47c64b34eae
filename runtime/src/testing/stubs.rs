//! Stubs: a layer that replaces actions, and a provider of actions that are not linked.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use serde_json::{Value, json};
use tower::{BoxError, Layer, Service};

use crate::catalog::ActionEntry;
use crate::context::ActionContext;
use crate::descriptor::ActionDescriptor;
use crate::dispatch::invocation::{BoxFuture, Payload};
use crate::dispatch::{Invocation, Reply};
use crate::dry_run::DryRun;
use crate::error::{ActionError, DispatchError};
use crate::input::{InputErrors, RawInput};
use crate::provider::{ActionProvider, DynAction};
use crate::registered::{self, RegisteredAction};
use crate::result::ActionResult;
use crate::returned::EncodeOutput;

type ByName = dyn Fn(Value) -> Result<Value, ActionError> + Send + Sync;
type ByType = dyn Fn(Box<dyn Any + Send>) -> Result<Box<dyn Any + Send>, ActionError> + Send + Sync;

/// The replacement of one action.
#[derive(Clone)]
struct Stub {
    /// The action's type, if it was given by type.
    type_id: Option<TypeId>,
    by_name: Arc<ByName>,
    by_type: Option<Arc<ByType>>,
}

#[derive(Clone, Default)]
pub(super) struct Stubs(BTreeMap<String, Stub>);

impl fmt::Debug for Stubs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Stubs {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add_named(
        &mut self,
        name: String,
        stub: impl Fn(Value) -> Result<Value, ActionError> + Send + Sync + 'static,
    ) {
        self.0.insert(
            name,
            Stub {
                type_id: None,
                by_name: Arc::new(stub),
                by_type: None,
            },
        );
    }

    pub(super) fn add_typed<A: RegisteredAction<Output: EncodeOutput>>(
        &mut self,
        stub: impl Fn(A) -> Result<A::Output, ActionError> + Send + Sync + 'static,
    ) {
        let name = A::linked().name;
        let stub = Arc::new(stub);
        let typed = Arc::clone(&stub);
        let by_name = move |input| {
            let action = A::decode(RawInput::Value(input))
                .map_err(|problems| InputErrors::new(name, problems))?;
            Ok(stub(action)?.encode()?)
        };
        let by_type = move |action: Box<dyn Any + Send>| {
            let action = action.downcast::<A>().map_err(|_| {
                ActionError::internal("the input does not have the type of the stub")
            })?;
            registered::check(&*action)?;
            Ok(Box::new(typed(*action)?) as Box<dyn Any + Send>)
        };
        let stub = Stub {
            type_id: Some(TypeId::of::<A>()),
            by_name: Arc::new(by_name),
            by_type: Some(Arc::new(by_type)),
        };
        self.0.insert(name.to_owned(), stub);
    }

    /// Returns the stub of an action, given by its name or an alias.
    fn find(&self, action: &ActionDescriptor) -> Option<&Stub> {
        let mut names = std::iter::once(action.name()).chain(action.aliases());
        names.find_map(|name| self.0.get(name))
    }

    pub(super) fn provider(&self) -> StubProvider {
        let action = |(name, stub): (&String, &Stub)| StubAction {
            entry: ActionEntry::new(
                name,
                json!({"type": "object", "properties": {}, "additionalProperties": true}),
            ),
            by_name: Arc::clone(&stub.by_name),
        };
        StubProvider(
            self.0
                .iter()
                .map(|stub| ActionDescriptor::provided(Arc::new(action(stub))))
                .collect(),
        )
    }
}

impl Stub {
    fn run(&self, payload: Payload, context: &ActionContext) -> Result<Reply, ActionError> {
        let action = context.action();
        match (payload, &self.by_type) {
            (Payload::Typed(typed), Some(by_type))
                if Some(typed.value.as_ref().type_id()) == self.type_id =>
            {
                by_type(typed.value).map(Reply::Typed)
            }
            (Payload::Typed(_), _) => Err(ActionError::internal(format_args!(
                "`{}` is called by its type: replace it with `stub(|action: …| …)` instead of `stub_named`",
                action.name()
            ))),
            (Payload::Json(input), _) => {
                let input = input.into_value()?;
                // A stub must not accept input that the action refuses.
                action.validate(input.clone().into())?;
                let result = ActionResult::Data((self.by_name)(input)?);
                Ok(if context.is_dry_run() {
                    Reply::DryRun(DryRun::WouldReturn(result))
                } else {
                    Reply::Json(result)
                })
            }
        }
    }
}

/// Replaces the actions that have a stub.
#[derive(Clone)]
pub(super) struct StubLayer(pub(super) Stubs);

impl<S> Layer<S> for StubLayer {
    type Service = StubService<S>;

    fn layer(&self, inner: S) -> StubService<S> {
        StubService {
            stubs: self.0.clone(),
            inner,
        }
    }
}

#[derive(Clone)]
pub(super) struct StubService<S> {
    stubs: Stubs,
    inner: S,
}

impl<S> Service<Invocation> for StubService<S>
where
    S: Service<Invocation, Response = Reply, Error = BoxError, Future: Send + 'static>,
{
    type Response = Reply;
    type Error = BoxError;
    type Future = BoxFuture<Result<Reply, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, invocation: Invocation) -> Self::Future {
        let Some(stub) = self.stubs.find(invocation.action()).cloned() else {
            return Box::pin(self.inner.call(invocation));
        };
        Box::pin(async move {
            let (context, payload) = invocation.into_parts();
            let reply = stub.run(payload, &context);
            reply.map_err(|error| DispatchError(error).into())
        })
    }
}

/// Provides stubbed actions that are not linked into the test.
pub(super) struct StubProvider(Vec<ActionDescriptor>);

#[async_trait]
impl ActionProvider for StubProvider {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        Ok(self.0.iter().find(|action| action.name() == name).cloned())
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        Ok(self.0.clone())
    }
}

struct StubAction {
    entry: ActionEntry,
    by_name: Arc<ByName>,
}

#[async_trait]
impl DynAction for StubAction {
    fn entry(&self) -> &ActionEntry {
        &self.entry
    }

    async fn run(
        &self,
        input: Value,
        _ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        (self.by_name)(input).map(ActionResult::Data)
    }
}

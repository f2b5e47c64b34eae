//! [`ActionProvider`]: where actions come from, besides this binary.

use std::sync::Arc;

use async_trait::async_trait;

use crate::descriptor::ActionDescriptor;
use crate::error::ActionError;

pub use crate::dyn_action::DynAction;
pub use crate::table::{ActionTable, TableRow};

/// Where actions come from. Mirrors `mistral_lib.actions.ActionProvider`.
///
/// The actions of this binary are one provider, [`Registry`]; what is made at run time or runs elsewhere
/// comes from others. [`Dispatcher`](crate::Dispatcher) asks the registry first and then its providers
/// in their order.
#[async_trait]
pub trait ActionProvider: Send + Sync {
    /// The action with this name.
    ///
    /// # Errors
    ///
    /// If the provider cannot tell, for instance because a server does not answer.
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError>;

    /// All actions it has.
    ///
    /// # Errors
    ///
    /// If the provider cannot tell.
    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError>;
}

/// Several providers as one; the first that has an action wins, in the order they are given.
///
/// Mirrors `mistral.actions.composite_provider`.
#[derive(Clone, Default)]
pub struct CompositeProvider(Vec<Arc<dyn ActionProvider>>);

impl CompositeProvider {
    /// Joins providers.
    pub fn new(providers: Vec<Arc<dyn ActionProvider>>) -> Self {
        Self(providers)
    }

    pub(crate) fn push(&mut self, provider: Arc<dyn ActionProvider>) {
        self.0.push(provider);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for CompositeProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CompositeProvider({})", self.0.len())
    }
}

#[async_trait]
impl ActionProvider for CompositeProvider {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        for provider in &self.0 {
            if let Some(action) = provider.find(name).await? {
                return Ok(Some(action));
            }
        }
        Ok(None)
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        let mut all: Vec<ActionDescriptor> = Vec::new();
        for provider in &self.0 {
            let more = provider.find_all().await?;
            let known = all.len();
            all.extend(more);
            let (first, rest) = all.split_at(known);
            let shadowed: Vec<bool> = rest
                .iter()
                .map(|action| first.iter().any(|known| known.name() == action.name()))
                .collect();
            let mut index = 0;
            all.retain(|_| {
                index += 1;
                index <= known || !shadowed[index - known - 1]
            });
        }
        all.sort_by(|left, right| left.name().cmp(right.name()));
        Ok(all)
    }
}

//! Sources of actions in addition to annotated functions: providers at run time, tables at start-up.

use std::sync::Arc;

use async_trait::async_trait;

use crate::descriptor::ActionDescriptor;
use crate::error::ActionError;

pub use crate::dyn_action::DynAction;
pub use crate::table::{ActionTable, TableRow};

/// A source of actions. Mirrors `mistral_lib.actions.ActionProvider`.
///
/// The [`Registry`](crate::Registry) provides the actions of this binary; other providers create actions at
/// run time or forward them to a server. A [`Dispatcher`](crate::Dispatcher) queries the registry first,
/// then its providers in the order in which they were added.
#[async_trait]
pub trait ActionProvider: Send + Sync {
    /// Returns the action with this name.
    ///
    /// # Errors
    ///
    /// If the lookup fails, for instance because a server does not answer.
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError>;

    /// Returns all actions of this provider.
    ///
    /// # Errors
    ///
    /// If the listing fails.
    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError>;
}

/// Combines several providers. Of two actions with the same name, that of the earlier provider is used.
///
/// Mirrors `mistral.actions.composite_provider`.
#[derive(Clone, Default)]
pub struct CompositeProvider(Vec<Arc<dyn ActionProvider>>);

impl CompositeProvider {
    /// Combines providers.
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

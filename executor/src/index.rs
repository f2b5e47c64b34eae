//! [`Index`]: actions that the command line knows.

use std::sync::Arc;

use mistral_actions::error::UnknownAction;
use mistral_actions::provider::CompositeProvider;
use mistral_actions::{ActionDescriptor, ActionError, ActionProvider, Registry};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::runtime;

/// Actions of the binary and of the application's providers. Needs no state, so that `list` and `show` work in a
/// binary that does not have the state to run its actions.
pub(crate) struct Index {
    registry: Registry,
    providers: Vec<Arc<dyn ActionProvider>>,
}

impl Index {
    pub(crate) fn new(providers: Vec<Arc<dyn ActionProvider>>) -> Result<Self, Failure> {
        let registry = Registry::linked()
            .map_err(|error| Failure::new(Exit::CannotStart, "cannot_start", error))?;
        Ok(Self {
            registry,
            providers,
        })
    }

    /// Returns the action with this name or alias.
    pub(crate) fn find(&self, name: &str) -> Result<ActionDescriptor, Failure> {
        let unknown = match self.registry.get(name) {
            Ok(action) => return Ok(action.clone()),
            Err(unknown) => unknown,
        };
        let provided = match self.providers() {
            Some(providers) => {
                block_on(providers.find(name))?.map_err(|error| provider_failed(&error))?
            }
            None => None,
        };
        provided.ok_or_else(|| Self::unknown(&unknown))
    }

    fn unknown(unknown: &UnknownAction) -> Failure {
        let failure = Failure::unknown(unknown);
        match unknown.suggestion() {
            Some(_) => failure,
            None => failure.with_hint("`list` prints all actions"),
        }
    }

    /// Returns all actions, sorted by name.
    pub(crate) fn all(&self) -> Result<Vec<ActionDescriptor>, Failure> {
        match self.providers() {
            Some(providers) => {
                block_on(providers.find_all())?.map_err(|error| provider_failed(&error))
            }
            None => Ok(self.registry.iter().cloned().collect()),
        }
    }

    /// Returns the application's providers, or `None` if it has added none.
    pub(crate) fn application_providers(&self) -> Option<CompositeProvider> {
        let providers = self.providers.clone();
        (!providers.is_empty()).then(|| CompositeProvider::new(providers))
    }

    /// Returns the binary's registry and the application's providers, or `None` if the application has added none.
    fn providers(&self) -> Option<CompositeProvider> {
        let registry: Arc<dyn ActionProvider> = Arc::new(self.registry.clone());
        let providers = self.providers.iter().cloned();
        let all = std::iter::once(registry).chain(providers).collect();
        (!self.providers.is_empty()).then(|| CompositeProvider::new(all))
    }
}

fn provider_failed(error: &ActionError) -> Failure {
    let message = format!("a provider failed to list its actions: {error}");
    Failure::new(Exit::Failed, "provider", message)
}

fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    Ok(runtime::start()?.block_on(future))
}

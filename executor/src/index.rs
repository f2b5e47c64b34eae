//! [`Index`]: the actions that the command line knows.

use std::sync::Arc;

use mistral_actions::error::UnknownAction;
use mistral_actions::provider::CompositeProvider;
use mistral_actions::{ActionDescriptor, ActionError, ActionProvider, Registry};

use crate::Exit;
use crate::failure::Failure;

/// The actions of the binary, and those of the application's providers. Needs no state: what only
/// describes actions works in a binary that cannot run them.
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

    /// The action with this name or alias.
    pub(crate) fn find(&self, name: &str) -> Result<ActionDescriptor, Failure> {
        let unknown = match self.registry.get(name) {
            Ok(action) => return Ok(action.clone()),
            Err(unknown) => unknown,
        };
        let provided = match self.providers() {
            Some(providers) => {
                block_on(providers.find(name))?.map_err(|error| cannot_tell(&error))?
            }
            None => None,
        };
        provided.ok_or_else(|| Self::unknown(&unknown))
    }

    fn unknown(unknown: &UnknownAction) -> Failure {
        let failure = Failure::unknown(unknown);
        match unknown.suggestion() {
            Some(_) => failure,
            None => failure.with_hint("`list` tells which actions there are"),
        }
    }

    /// All actions, in the order of their names.
    pub(crate) fn all(&self) -> Result<Vec<ActionDescriptor>, Failure> {
        match self.providers() {
            Some(providers) => block_on(providers.find_all())?.map_err(|error| cannot_tell(&error)),
            None => Ok(self.registry.iter().cloned().collect()),
        }
    }

    /// What the application adds to the actions of the binary.
    pub(crate) fn application_providers(&self) -> Option<CompositeProvider> {
        let providers = self.providers.clone();
        (!providers.is_empty()).then(|| CompositeProvider::new(providers))
    }

    /// Where all actions come from, if not only from the binary.
    fn providers(&self) -> Option<CompositeProvider> {
        let registry: Arc<dyn ActionProvider> = Arc::new(self.registry.clone());
        let providers = self.providers.iter().cloned();
        let all = std::iter::once(registry).chain(providers).collect();
        (!self.providers.is_empty()).then(|| CompositeProvider::new(all))
    }
}

fn cannot_tell(error: &ActionError) -> Failure {
    let message = format!("a provider cannot tell its actions: {error}");
    Failure::new(Exit::Failed, "provider", message)
}

fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    Ok(runtime()?.block_on(future))
}

/// An async runtime of one thread: a command serves one call, so more threads would only cost their
/// start, and what blocks gets a thread of its own anyway.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let message = format!("no async runtime can be started: {error}");
            Failure::new(Exit::CannotStart, "cannot_start", message)
        })
}

//! [`ActionDescriptor`]: all that is known of an action without running it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::catalog::ActionEntry;
use crate::dyn_action::DynAction;
use crate::error::ActionError;
use crate::input::Input;
use crate::linked::LinkedAction;
use crate::{docs, input};

/// All that is known of an action without running it. Cheap to clone.
///
/// Mirrors `mistral_lib.actions.ActionDescriptor`.
#[derive(Clone)]
pub struct ActionDescriptor(pub(crate) Source);

#[derive(Clone)]
pub(crate) enum Source {
    /// Part of this binary.
    Linked(&'static LinkedAction),
    /// Made by a provider at run time.
    Provided(Arc<dyn DynAction>),
}

impl ActionDescriptor {
    /// Describes an action that a provider made.
    pub fn provided(action: Arc<dyn DynAction>) -> Self {
        Self(Source::Provided(action))
    }

    /// Mistral's name of the action: `nova.servers_get`.
    pub fn name(&self) -> &str {
        match &self.0 {
            Source::Linked(action) => action.name,
            Source::Provided(action) => &action.entry().name,
        }
    }

    /// Other names it answers to.
    pub fn aliases(&self) -> Vec<&str> {
        match &self.0 {
            Source::Linked(action) => action.aliases.to_vec(),
            Source::Provided(action) => action.entry().aliases.iter().map(String::as_str).collect(),
        }
    }

    /// What precedes the last dot of the name.
    pub fn namespace(&self) -> &str {
        self.name()
            .rsplit_once('.')
            .map_or("", |(namespace, _)| namespace)
    }

    /// The first paragraph of the documentation, on one line.
    pub fn summary(&self) -> String {
        match &self.0 {
            Source::Linked(action) => docs::summary(action.docs()),
            Source::Provided(action) => action.entry().summary.clone(),
        }
    }

    /// Tags to find it by.
    pub fn tags(&self) -> Vec<&str> {
        match &self.0 {
            Source::Linked(action) => action.tags.to_vec(),
            Source::Provided(action) => action.entry().tags.iter().map(String::as_str).collect(),
        }
    }

    /// What to use instead, if the action is deprecated.
    pub fn deprecated(&self) -> Option<&str> {
        match &self.0 {
            Source::Linked(action) => action.deprecated,
            Source::Provided(action) => action.entry().deprecated.as_deref(),
        }
    }

    /// The action's own time limit.
    pub fn timeout(&self) -> Option<Duration> {
        match &self.0 {
            Source::Linked(action) => action.timeout,
            Source::Provided(action) => action.entry().timeout_seconds.map(Duration::from_secs_f64),
        }
    }

    /// Whether running it yields the result. If not, the result is delivered later.
    pub fn is_sync(&self) -> bool {
        match &self.0 {
            Source::Linked(action) => (action.vtable.is_sync)(),
            Source::Provided(action) => action.entry().is_sync,
        }
    }

    /// JSON Schema of the input (draft 2020-12, self-contained).
    pub fn input_schema(&self) -> &Value {
        match &self.0 {
            Source::Linked(action) => action.input_schema(),
            Source::Provided(action) => &action.entry().input,
        }
    }

    /// JSON Schema of the result (draft 2020-12, self-contained).
    pub fn output_schema(&self) -> Value {
        match &self.0 {
            Source::Linked(action) => (action.vtable.output_schema)(),
            Source::Provided(action) => action.entry().output.clone(),
        }
    }

    /// Checks an input without running anything; returns it as the action would see it, defaults filled
    /// in and secrets masked. Needs no dispatcher, and so none of the application's state.
    ///
    /// # Errors
    ///
    /// If the input does not fit.
    pub fn validate(&self, input: Input) -> Result<Value, ActionError> {
        match &self.0 {
            Source::Linked(action) => Ok((action.vtable.validate)(input)?),
            Source::Provided(action) => {
                let input = action.check(input.into_value()?)?;
                Ok(masked(input, &action.entry().input))
            }
        }
    }

    /// Mistral's one-line form of the input: `server, timeout=30`.
    pub fn params_spec(&self) -> String {
        input::schema::params_spec(self.input_schema())
    }

    /// The entry of the catalog.
    pub fn entry(&self) -> ActionEntry {
        match &self.0 {
            Source::Linked(action) => action.entry(),
            Source::Provided(action) => action.entry().clone(),
        }
    }
}

/// An input as it may be shown.
pub(crate) fn masked(mut input: Value, schema: &Value) -> Value {
    input::secrets::mask(&mut input, schema);
    input
}

impl fmt::Debug for ActionDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ActionDescriptor")
            .field(&self.name())
            .finish()
    }
}

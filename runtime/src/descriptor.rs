//! [`ActionDescriptor`]: the description of an action.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::catalog::ActionEntry;
use crate::dyn_action::DynAction;
use crate::error::ActionError;
use crate::input::RawInput;
use crate::json_schema::{Node, mask_secrets, secret_values};
use crate::linked::LinkedAction;
use crate::redactor::Redactor;
use crate::{docs, input};

/// The description of an action: name, documentation, schemas, properties. Cheap to clone.
///
/// Mirrors `mistral_lib.actions.ActionDescriptor`.
#[derive(Clone)]
pub struct ActionDescriptor(pub(crate) Source);

#[derive(Clone)]
pub(crate) enum Source {
    /// Linked into this binary.
    Linked(&'static LinkedAction),
    /// Created by a provider at run time.
    Provided(Arc<dyn DynAction>),
}

impl ActionDescriptor {
    /// Describes an action that a provider created.
    pub fn provided(action: Arc<dyn DynAction>) -> Self {
        Self(Source::Provided(action))
    }

    /// Returns Mistral's name of the action, such as `nova.servers_get`.
    pub fn name(&self) -> &str {
        match &self.0 {
            Source::Linked(action) => action.name,
            Source::Provided(action) => &action.entry().name,
        }
    }

    /// Returns the other names of the action.
    pub fn aliases(&self) -> Vec<&str> {
        match &self.0 {
            Source::Linked(action) => action.aliases.to_vec(),
            Source::Provided(action) => action.entry().aliases.iter().map(String::as_str).collect(),
        }
    }

    /// Returns the name up to its last dot.
    pub fn namespace(&self) -> &str {
        self.name()
            .rsplit_once('.')
            .map_or("", |(namespace, _)| namespace)
    }

    /// Returns the first paragraph of the documentation, on one line.
    pub fn summary(&self) -> String {
        match &self.0 {
            Source::Linked(action) => docs::summary(action.docs()),
            Source::Provided(action) => action.entry().summary.clone(),
        }
    }

    /// Returns the tags.
    pub fn tags(&self) -> Vec<&str> {
        match &self.0 {
            Source::Linked(action) => action.tags.to_vec(),
            Source::Provided(action) => action.entry().tags.iter().map(String::as_str).collect(),
        }
    }

    /// Returns the replacement to use, if the action is deprecated.
    pub fn deprecated(&self) -> Option<&str> {
        match &self.0 {
            Source::Linked(action) => action.deprecated,
            Source::Provided(action) => action.entry().deprecated.as_deref(),
        }
    }

    #[inline]
    pub(crate) fn has_timeout(&self) -> bool {
        match &self.0 {
            Source::Linked(action) => action.timeout.is_some(),
            Source::Provided(_) => self.timeout().is_some(),
        }
    }

    /// Returns the action's own time limit.
    pub fn timeout(&self) -> Option<Duration> {
        match &self.0 {
            Source::Linked(action) => action.timeout,
            Source::Provided(action) => action.entry().timeout_seconds.map(Duration::from_secs_f64),
        }
    }

    /// Returns whether the action returns its result. If not, the result is delivered later.
    pub fn is_sync(&self) -> bool {
        match &self.0 {
            Source::Linked(action) => (action.vtable.is_sync)(),
            Source::Provided(action) => action.entry().is_sync,
        }
    }

    /// Returns the JSON Schema of the input (draft 2020-12, self-contained).
    pub fn input_schema(&self) -> &Value {
        match &self.0 {
            Source::Linked(action) => action.input_schema(),
            Source::Provided(action) => &action.entry().input,
        }
    }

    /// Returns the JSON Schema of the result (draft 2020-12, self-contained).
    pub fn output_schema(&self) -> Value {
        match &self.0 {
            Source::Linked(action) => (action.vtable.output_schema)(),
            Source::Provided(action) => action.entry().output.clone(),
        }
    }

    /// Validates an input without running the action, and without the application's state. Returns the input
    /// with defaults filled in and secrets masked.
    ///
    /// # Errors
    ///
    /// All problems of an invalid input.
    pub fn validate(&self, input: RawInput) -> Result<Value, ActionError> {
        match &self.0 {
            Source::Linked(action) => Ok(action.validate(input)?),
            Source::Provided(action) => {
                let input = action.check(input.into_value()?)?;
                Ok(masked(input, &action.entry().input))
            }
        }
    }

    /// Returns Mistral's one-line form of the input: `server, timeout=30`.
    pub fn params_spec(&self) -> String {
        match &self.0 {
            Source::Linked(action) => {
                input::schema::params_spec(action.input_schema(), action.input_order())
            }
            Source::Provided(action) => action.entry().published().params_spec,
        }
    }

    /// Returns the entry of the catalog.
    pub fn entry(&self) -> ActionEntry {
        match &self.0 {
            Source::Linked(action) => action.entry(),
            Source::Provided(action) => action.entry().published(),
        }
    }

    /// Returns a redactor of the secrets of an input, which may be invalid. For applications that print what an
    /// action prints.
    #[doc(hidden)]
    pub fn redactor(&self, input: &Value) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in secret_values(input, Node::root(self.input_schema())) {
            redactor.add(&secret);
        }
        if let Source::Linked(action) = &self.0 {
            redactor.add_notes(&action.secrets_of(RawInput::Value(input.clone())));
        }
        redactor
    }
}

/// Returns an input with its secrets masked.
pub(crate) fn masked(mut input: Value, schema: &Value) -> Value {
    mask_secrets(&mut input, Node::root(schema));
    input
}

impl fmt::Debug for ActionDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ActionDescriptor")
            .field(&self.name())
            .finish()
    }
}

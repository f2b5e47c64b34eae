//! [`Secrets`]: texts that must not be printed.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use mistral_actions::__private::Redactor;
use mistral_actions::ActionDescriptor;
use serde_json::Value;

/// Texts that may appear only in the result of an action. Clones share them.
///
/// The runtime keeps secrets out of its errors and reports. Traces of libraries are not under its control; their secrets
/// are masked here.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<RwLock<Redactor>>);

impl Secrets {
    /// Adds a secret text.
    pub(crate) fn add(&self, text: &str) {
        self.change(|secrets| secrets.add_text(text));
    }

    /// Adds the secrets of an input of an action. The input may be invalid or incomplete.
    pub(crate) fn collect(&self, input: &Value, action: &ActionDescriptor) {
        let found = action.redactor(input);
        self.change(|secrets| secrets.extend(&found));
    }

    /// Adds every text and number inside a value.
    pub(crate) fn add_all(&self, value: &Value) {
        self.change(|secrets| secrets.add(value));
    }

    /// Returns the text with its secrets masked.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.read().redact_text(text).into_owned()
    }

    /// Returns the value with its secrets masked.
    pub(crate) fn redact_value(&self, value: &Value) -> Value {
        let mut masked = value.clone();
        self.read().redact(&mut masked);
        masked
    }

    fn read(&self) -> RwLockReadGuard<'_, Redactor> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Redactor)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

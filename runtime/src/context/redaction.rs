//! Redaction: secrets of a call are removed from its errors and messages.

use serde_json::Value;

use super::{ActionContext, CallState};
use crate::error::{ActionError, redact_value};
use crate::input::secrets;
use crate::result::ActionResult;
use crate::secret::MASK;

/// Length in bytes of the shortest secret that is redacted. Shorter ones occur in ordinary words, and are
/// guessed as quickly as read.
const SHORTEST_SECRET: usize = 4;

impl ActionContext {
    /// Remembers the secrets of an input, which must not appear in an error of this call.
    #[cold]
    pub(crate) fn remember_secrets(&self, input: Value, schema: &Value) {
        self.call().set_secrets(secrets::texts(input, schema));
    }

    /// Like [`remember_secrets`](Self::remember_secrets), for an input that the caller still needs.
    pub(crate) fn remember_secrets_of(&self, input: &Value, schema: &Value) {
        if secrets::are_in(schema) {
            self.remember_secrets(input.clone(), schema);
        }
    }

    /// Removes the caller's token and the secret inputs of this call and its callers from an error.
    pub(crate) fn redact(&self, error: ActionError) -> ActionError {
        error.redact(&self.secrets())
    }

    /// Like [`redact`](Self::redact), for an error result. Its data is the purpose of the action and
    /// stays unchanged.
    pub(crate) fn redact_result(&self, result: ActionResult<Value>) -> ActionResult<Value> {
        match result {
            ActionResult::Error { mut error, data } => {
                for secret in self.secrets() {
                    redact_value(&mut error, secret);
                }
                ActionResult::Error { error, data }
            }
            other => other,
        }
    }

    /// Like [`redact`](Self::redact), for a text that is not an error.
    pub(crate) fn redact_text(&self, text: String) -> String {
        self.secrets()
            .into_iter()
            .fold(text, |text, secret| text.replace(secret, MASK))
    }

    fn secrets(&self) -> Vec<&str> {
        let token = self.security().auth_token.as_ref();
        let token = token.map(|token| token.expose().as_str());
        let inputs = self.call().chain().flat_map(CallState::secrets);
        let secrets = token.into_iter().chain(inputs.map(String::as_str));
        secrets
            .filter(|secret| secret.len() >= SHORTEST_SECRET)
            .collect()
    }
}

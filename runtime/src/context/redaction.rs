//! Redaction: secrets of a call are removed from its errors and messages.

use serde_json::Value;

use super::ActionContext;
use crate::error::ActionError;
use crate::json_schema::{Node, secret_values};
use crate::redactor::Redactor;
use crate::result::ActionResult;
use crate::secret::scope::Notes;

impl ActionContext {
    /// Remembers the secrets of an input, which must not appear in an error of this call.
    #[inline]
    pub(crate) fn remember_secrets(&self, notes: &Notes) {
        if !notes.is_empty() {
            self.call().set_secrets(Redactor::of(notes));
        }
    }

    /// Remembers the secrets of an input that has no Rust type.
    pub(crate) fn remember_secrets_of(&self, input: &Value, schema: &Value) {
        let values = secret_values(input, Node::root(schema));
        self.remember_secrets(&Notes {
            values,
            ..Notes::default()
        });
    }

    /// Masks the caller's token and the secret inputs of this call and its callers in an error.
    pub(crate) fn redact(&self, error: ActionError) -> ActionError {
        error.redact(&self.redactor())
    }

    /// Like [`redact`](Self::redact), for an error result. Its data is the purpose of the action and
    /// stays unchanged.
    pub(crate) fn redact_result(&self, result: ActionResult<Value>) -> ActionResult<Value> {
        match result {
            ActionResult::Error { .. } => result.redact(&self.redactor()),
            other => other,
        }
    }

    /// Like [`redact`](Self::redact), for a result that is part of a report.
    pub(crate) fn redact_reported(&self, mut result: ActionResult<Value>) -> ActionResult<Value> {
        let redactor = self.redactor();
        match &mut result {
            ActionResult::Data(data) => redactor.redact(data),
            ActionResult::Error { error, data } => {
                redactor.redact(error);
                if let Some(data) = data {
                    redactor.redact(data);
                }
            }
            ActionResult::Cancel => {}
        }
        result
    }

    /// Like [`redact`](Self::redact), for a text that is not an error.
    pub(crate) fn redact_text(&self, text: String) -> String {
        let redactor = self.redactor();
        if redactor.is_empty() {
            return text;
        }
        redactor.redact_text(&text).into_owned()
    }

    /// Returns the redactor of this call: of the caller's token, its input and the inputs of its callers.
    pub(crate) fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::default();
        if let Some(token) = self.request().auth_token() {
            redactor.add_text(token.expose());
        }
        for secrets in self.call().secrets() {
            redactor.extend(secrets);
        }
        redactor
    }
}

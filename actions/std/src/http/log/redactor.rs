//! [`Redactor`]: masks known secrets.

use std::borrow::Cow;

use serde_json::Value;

use super::MASK;

/// Length in bytes of the shortest secret that is masked inside of a text.
const SHORTEST: usize = 4;

/// Masks known secrets in texts and values.
#[derive(Clone, Default)]
pub(super) struct Redactor(Vec<String>);

impl Redactor {
    pub(super) fn add(&mut self, secret: &Value) {
        let text = match secret {
            Value::String(text) => text.clone(),
            secret => secret.to_string(),
        };
        if !text.is_empty() && !self.0.contains(&text) {
            self.0.push(text);
            self.0.sort_by_key(|text| std::cmp::Reverse(text.len()));
        }
    }

    fn redact_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.0.iter().any(|secret| secret == text) {
            return Cow::Borrowed(MASK);
        }
        let secrets = self.0.iter().filter(|secret| secret.len() >= SHORTEST);
        secrets.fold(Cow::Borrowed(text), |text, secret| {
            if text.contains(secret.as_str()) {
                Cow::Owned(text.replace(secret.as_str(), MASK))
            } else {
                text
            }
        })
    }

    pub(super) fn redact(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.redact_text(text).into_owned(),
            Value::Number(number) if self.0.contains(&number.to_string()) => *value = MASK.into(),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact(item)),
            Value::Object(members) => members.values_mut().for_each(|item| self.redact(item)),
            _ => {}
        }
    }
}

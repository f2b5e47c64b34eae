//! [`Redactor`]: masks known secrets in texts and JSON values.

mod forms;

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::secret::MASK;
use crate::secret::scope::Notes;

/// Length in bytes of the shortest secret that is masked inside of a text. Shorter ones occur in ordinary words:
/// a mask there would reveal them, and they are easy to guess.
const SHORTEST: usize = 4;

/// Length in bytes of the shortest secret that is masked where it is a word of a text.
const SHORTEST_WORD: usize = 3;

/// Length in bytes of the shortest key of a secret map that is masked inside of a text. Most keys are ordinary words:
/// `http` of a map of proxies, for instance.
const SHORTEST_KEY: usize = 8;

/// Masks known secrets in texts and JSON values. The runtime, the command line and the worker use it.
///
/// A secret is masked in its plain form and as it stands in JSON, `Debug` output and URLs. Secrets that overlap are
/// masked together, and so is one that is the beginning of another. One of three bytes is masked only where it is a
/// word, and a shorter one where it is the whole of a value or quoted. The keys of an object stay as they are, unless a whole key was the
/// key of a secret map.
#[derive(Clone, Default)]
pub struct Redactor {
    /// The texts to search for.
    forms: Vec<Form>,
    /// The scalars that were added, of any length.
    whole: Vec<Value>,
    /// The keys of secret maps.
    keys: Vec<String>,
}

/// One form of a secret in a text.
#[derive(Clone, PartialEq, Eq)]
struct Form {
    text: String,
    bounds: Bounds,
}

/// The places in which a form is masked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bounds {
    /// Everywhere.
    Any,
    /// Not inside of a longer number.
    Number,
    /// Not inside of a word, nor where it is the key of an object.
    Word,
    /// Not before a colon, where a quoted text is the key of an object.
    Value,
}

impl Redactor {
    /// Creates a redactor of the secrets that a scope has noted.
    pub(crate) fn of(notes: &Notes) -> Self {
        let mut redactor = Self::default();
        redactor.add_notes(notes);
        redactor
    }

    pub(crate) fn add_notes(&mut self, notes: &Notes) {
        notes.values.iter().for_each(|value| self.add(value));
        for key in &notes.keys {
            self.add_key(key);
        }
    }

    /// Returns true if the redactor has no secrets.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.keys.is_empty()
    }

    /// Adds a secret: a scalar, or all that is in an array or object, keys included.
    pub fn add(&mut self, secret: &Value) {
        match secret {
            Value::Null => {}
            Value::String(text) => self.add_text(text),
            Value::Bool(_) => self.add_whole(secret),
            Value::Number(number) => {
                self.add_form(number.to_string(), Bounds::Number);
                self.add_whole(secret);
            }
            Value::Array(items) => {
                for item in items {
                    self.add(item);
                }
                for list in forms::of_numbers(items) {
                    self.add_form(list, Bounds::Number);
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    self.add_key(key);
                    self.add(member);
                }
            }
        }
    }

    /// Adds a secret text.
    pub fn add_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        for form in forms::of_text(text) {
            self.add_form(form, Bounds::Any);
        }
        match text.len() {
            ..SHORTEST_WORD => self.push_form(Value::from(text).to_string(), Bounds::Value),
            SHORTEST_WORD => self.push_form(text.to_owned(), Bounds::Word),
            _ => {}
        }
        self.add_whole(&Value::from(text));
    }

    /// Adds a secret that is the key of a map.
    fn add_key(&mut self, key: &str) {
        if key.len() >= SHORTEST_KEY {
            for form in forms::of_text(key) {
                self.add_form(form, Bounds::Any);
            }
        }
        self.add_whole(&Value::from(key));
        if !key.is_empty() && !self.keys.iter().any(|known| known == key) {
            self.keys.push(key.to_owned());
        }
    }

    fn add_form(&mut self, text: String, bounds: Bounds) {
        if text.len() >= SHORTEST {
            self.push_form(text, bounds);
        }
    }

    fn push_form(&mut self, text: String, bounds: Bounds) {
        let form = Form { text, bounds };
        if !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }

    fn add_whole(&mut self, secret: &Value) {
        if !self.whole.contains(secret) {
            self.whole.push(secret.clone());
        }
    }

    /// Adds the secrets of another redactor.
    pub fn extend(&mut self, other: &Self) {
        for form in &other.forms {
            self.push_form(form.text.clone(), form.bounds);
        }
        other.whole.iter().for_each(|one| self.add_whole(one));
        for key in &other.keys {
            if !self.keys.contains(key) {
                self.keys.push(key.clone());
            }
        }
    }

    /// Returns a text with its secrets masked.
    pub fn redact_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.is_whole(text) {
            return Cow::Borrowed(MASK);
        }
        let mut found: Vec<(usize, usize)> = Vec::new();
        for form in &self.forms {
            form.find_in(text, &mut found);
        }
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        found.sort_unstable();
        let mut masked = String::with_capacity(text.len());
        let mut done = 0;
        for (start, end) in merged(&found) {
            masked.push_str(&text[done..start]);
            masked.push_str(MASK);
            done = end;
        }
        masked.push_str(&text[done..]);
        Cow::Owned(masked)
    }

    /// Masks the secrets in a value. Booleans are not masked: the place of a mask would reveal the value.
    pub fn redact(&self, value: &mut Value) {
        if !self.is_empty() {
            self.redact_within(value, false);
        }
    }

    /// Masks the secrets in an input as it was given, booleans included.
    pub(crate) fn redact_input(&self, value: &mut Value) {
        if !self.is_empty() {
            self.redact_within(value, true);
        }
    }

    fn redact_within(&self, value: &mut Value, masks_booleans: bool) {
        match value {
            Value::Null => {}
            Value::Bool(_) => {
                if masks_booleans && self.whole.contains(value) {
                    *value = MASK.into();
                }
            }
            Value::Number(number) => {
                let text = number.to_string();
                if self.is_whole(&text) || matches!(self.redact_text(&text), Cow::Owned(_)) {
                    *value = MASK.into();
                }
            }
            Value::String(text) => {
                if self.is_whole(text) {
                    *value = MASK.into();
                } else if let Cow::Owned(masked) = self.redact_text(text) {
                    *value = masked.into();
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.redact_within(item, masks_booleans);
                }
            }
            Value::Object(members) => {
                for key in self.keys.iter().filter(|key| key.as_str() != MASK) {
                    let Some(member) = members.remove(key) else {
                        continue;
                    };
                    let mut masked = MASK.to_owned();
                    while members.contains_key(&masked) {
                        masked.push('*');
                    }
                    members.insert(masked, member);
                }
                for member in members.values_mut() {
                    self.redact_within(member, masks_booleans);
                }
            }
        }
    }

    /// Returns whether a text is a secret as a whole. Words for booleans are none.
    fn is_whole(&self, text: &str) -> bool {
        self.whole.iter().any(|secret| match secret {
            Value::String(secret) => secret == text,
            Value::Number(number) => number.to_string() == text,
            _ => false,
        })
    }
}

impl Form {
    /// Adds the places of the form in a text, also those that overlap.
    fn find_in(&self, text: &str, found: &mut Vec<(usize, usize)>) {
        let mut from = 0;
        while let Some(at) = text[from..].find(&self.text) {
            let (start, end) = (from + at, from + at + self.text.len());
            if self.bounds.allow(&text[..start], &text[end..]) {
                // The quotes stay.
                let quote = usize::from(self.bounds == Bounds::Value);
                found.push((start + quote, end - quote));
            }
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
        }
    }
}

impl Bounds {
    fn allow(self, before: &str, after: &str) -> bool {
        let is_digit = |one: char| one.is_ascii_digit();
        match self {
            Self::Any => true,
            Self::Number => !before.ends_with(is_digit) && !after.starts_with(is_digit),
            Self::Word => {
                let is_part = |one: char| one.is_alphanumeric() || one == '_';
                let is_key = before.ends_with('"') && after.starts_with("\":");
                !before.ends_with(is_part) && !after.starts_with(is_part) && !is_key
            }
            Self::Value => !after.trim_start().starts_with(':'),
        }
    }
}

/// Joins places that overlap. They are sorted.
fn merged(found: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for &(start, end) in found {
        match merged.last_mut() {
            Some((_, last)) if start < *last => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged
}

// Without the secrets.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Redactor({} secrets)",
            self.whole.len() + self.keys.len()
        )
    }
}

#[cfg(test)]
mod tests;

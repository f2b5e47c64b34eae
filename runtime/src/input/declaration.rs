//! [`Declaration`]: the keys of an input type, which generated code compares at compile time.

use super::rule::Rule;

/// The keys and rules of an input type, and the declarations of its flattened inputs.
#[derive(Debug)]
pub struct Declaration {
    /// Keys and aliases of the type's own fields.
    pub keys: &'static [&'static str],
    /// Keys of those own fields that rules can be about: they are optional and have no default.
    pub optional: &'static [&'static str],
    /// Rules about the inputs that are given together.
    pub rules: &'static [Rule<'static>],
    /// The types of flattened inputs.
    pub parts: &'static [&'static Declaration],
}

impl Declaration {
    /// The declaration of a type without keys.
    pub const NONE: Self = Self {
        keys: &[],
        optional: &[],
        rules: &[],
        parts: &[],
    };

    /// Returns the rules of the type and of flattened ones, at any depth.
    pub(crate) fn all_rules(&self) -> Vec<Rule<'static>> {
        let of_parts = self.parts.iter().flat_map(|part| part.all_rules());
        of_parts.chain(self.rules.iter().copied()).collect()
    }

    /// Returns a key that two types have, at any depth.
    const fn common_key(&self, other: &Self) -> Option<&'static str> {
        let mut index = 0;
        while index < self.keys.len() {
            if other.has(self.keys[index]) {
                return Some(self.keys[index]);
            }
            index += 1;
        }
        let mut index = 0;
        while index < self.parts.len() {
            if let Some(key) = self.parts[index].common_key(other) {
                return Some(key);
            }
            index += 1;
        }
        None
    }

    /// Returns whether a key belongs to the type or to a flattened one, at any depth.
    const fn has(&self, key: &str) -> bool {
        if contains(self.keys, key) {
            return true;
        }
        let mut index = 0;
        while index < self.parts.len() {
            if self.parts[index].has(key) {
                return true;
            }
            index += 1;
        }
        false
    }

    /// Returns whether rules can be about an input.
    const fn has_optional(&self, key: &str) -> bool {
        if contains(self.optional, key) {
            return true;
        }
        let mut index = 0;
        while index < self.parts.len() {
            if self.parts[index].has_optional(key) {
                return true;
            }
            index += 1;
        }
        false
    }
}

/// Checks that the keys of a flattened input, the one with this number, belong to no input before it and to no input
/// that is not flattened.
///
/// # Panics
///
/// At compile time, if one does. rustc shows the caller, the author's `flatten`.
#[track_caller]
pub const fn assert_distinct(whole: &Declaration, part: usize) {
    let own = Declaration {
        keys: whole.keys,
        ..Declaration::NONE
    };
    if let Some(key) = whole.parts[part].common_key(&own) {
        repeated(key);
    }
    let mut before = 0;
    while before < part {
        if let Some(key) = whole.parts[part].common_key(whole.parts[before]) {
            repeated(key);
        }
        before += 1;
    }
}

/// Checks that a name in a rule is that of an optional input, of the type or of a flattened one.
///
/// # Panics
///
/// At compile time, if it is not. rustc shows the caller, the name.
#[track_caller]
pub const fn assert_optional(whole: &Declaration, key: &str) {
    if whole.has_optional(key) {
        return;
    }
    let why = if whole.has(key) {
        "` is always given, or another name of an input: a rule is about inputs of the type `Option` without a default, by their keys"
    } else {
        "` is not an input, nor that of a flattened type"
    };
    panic_with(&["`", key, why])
}

#[track_caller]
const fn repeated(key: &str) -> ! {
    let before = "the flattened type has the key `";
    let after = "`, which already belongs to another input";
    panic_with(&[before, key, after])
}

/// Panics with a message of several parts, which `panic!` cannot format at compile time.
#[track_caller]
const fn panic_with(parts: &[&str]) -> ! {
    const LONGEST: usize = 1024;
    let mut text = [0; LONGEST];
    let mut length = 0;
    let mut part = 0;
    while part < parts.len() {
        let bytes = parts[part].as_bytes();
        let mut index = 0;
        while index < bytes.len() && length < LONGEST {
            text[length] = bytes[index];
            length += 1;
            index += 1;
        }
        part += 1;
    }
    match std::str::from_utf8(text.split_at(length).0) {
        Ok(message) => panic!("{}", message),
        Err(_) => panic!("the message is too long"),
    }
}

const fn contains(keys: &[&str], key: &str) -> bool {
    let mut index = 0;
    while index < keys.len() {
        if are_equal(keys[index].as_bytes(), key.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn are_equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

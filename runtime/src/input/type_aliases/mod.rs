//! Aliases that serde's `#[serde(alias = "…")]` gives members and variants of an author's types, in the schema.
//!
//! schemars does not know them. A type passes its names, aliases included, to the deserializer; so an example of each
//! alternative of the schema is decoded, and the names are compared with the schema. serde passes no names where it
//! buffers a value: within flattened members and enums without external tags.

mod places;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use self::places::Place;
use super::aliases;
use super::problem::pointer;
use super::slots::Slots;
use super::source::InputSource;
use super::tree::{Tree, recording};
use super::type_mismatch::TypeMismatch;
use super::value::InputValue;
use crate::json_schema::{
    add_member_alias, add_variant_alias, covering_example, covering_examples,
};
use crate::secret::scope;

/// Decodes an example.
type Decode<'a> = &'a dyn Fn(&mut Value) -> Result<(), TypeMismatch>;

/// Passes empty slots of an input type to a function.
pub(super) type WithSlots = fn(&mut dyn FnMut(&mut dyn Slots));

/// Adds the aliases of the types of fields.
pub(super) fn add_of_fields(with_slots: WithSlots, schema: &mut Value) {
    add(schema, &|input| {
        let mut result = Ok(());
        with_slots(&mut |slots| result = fill(slots, input));
        result
    });
}

fn fill(slots: &mut dyn Slots, input: &mut Value) -> Result<(), TypeMismatch> {
    for (key, value) in input.as_object_mut().into_iter().flatten() {
        if let Some(index) = slots.index(key) {
            let filled = slots.fill(index, InputSource::Tree(value));
            filled.map_err(|mismatch| mismatch.within(key))?;
        }
    }
    Ok(())
}

/// Adds the aliases of a type that is a whole input.
pub(super) fn add_of_value<T: InputValue>(schema: &mut Value) {
    add(schema, &|input| T::decode(Tree(input)).map(drop));
}

fn add(schema: &mut Value, decode: Decode<'_>) {
    // Invented secrets need no mask.
    let ((), _) = scope::noting(|| {
        let mut found = Vec::new();
        for pass in 0..covering_examples(schema) {
            let example = covering_example(schema, pass);
            find(schema, example, decode, &mut found);
        }
        // A variant is copied for its alias, with the aliases of its members.
        found.sort_by_key(|one| one.is_variant);
        for one in &found {
            let Some(object) = schema.pointer_mut(&one.at).and_then(Value::as_object_mut) else {
                continue;
            };
            if one.is_variant {
                add_variant_alias(object, &one.name, one.other);
            } else {
                add_member_alias(object, &one.name, one.other);
            }
        }
        if !found.is_empty() {
            aliases::resolve(schema);
        }
    });
}

/// An alias of a member or of a variant.
#[derive(Debug, PartialEq)]
struct Alias {
    /// JSON pointer of the schema of the object or of the enum.
    at: String,
    name: String,
    other: &'static str,
    is_variant: bool,
}

/// Decodes an example, and adds the aliases that its types have.
fn find(schema: &Value, example: Value, decode: Decode<'_>, found: &mut Vec<Alias>) {
    const TRIES: usize = 16;
    let mut example = example;
    for _ in 0..TRIES {
        let mut read = example.clone();
        let (result, names) = recording(|| decode_safely(decode, &mut read));
        for place in places::of(schema, &read, &names) {
            compare(schema, &example, &place, decode, found);
        }
        let Err(mismatch) = result else {
            return;
        };
        // The types behind the value that was refused have not been seen.
        if !remove(&mut example, &mismatch) {
            return;
        }
    }
}

/// A panic of an author's code is an error of the example.
fn decode_safely(decode: Decode<'_>, example: &mut Value) -> Result<(), TypeMismatch> {
    let decoded = catch_unwind(AssertUnwindSafe(|| decode(example)));
    decoded.unwrap_or_else(|_| Err(serde::de::Error::custom("a panic")))
}

fn remove(example: &mut Value, mismatch: &TypeMismatch) -> bool {
    let path: Vec<&str> = mismatch.path().collect();
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let parent = parents.iter().try_fold(example, |value, key| match value {
        Value::Object(members) => members.get_mut(*key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    });
    match parent {
        Some(Value::Object(members)) => members.remove(*last).is_some(),
        Some(Value::Array(items)) => {
            let has_items = !items.is_empty();
            items.clear();
            has_items
        }
        _ => false,
    }
}

/// Adds the names of a place that its schema does not have.
fn compare(
    schema: &Value,
    example: &Value,
    place: &Place<'_>,
    decode: Decode<'_>,
    found: &mut Vec<Alias>,
) {
    let Some(object) = schema.pointer(&place.at).and_then(Value::as_object) else {
        return;
    };
    let known = places::names_of(object, place.expected.are_variants);
    for alias in place.expected.all.iter().copied() {
        if known.contains(&alias)
            || found
                .iter()
                .any(|one| one.at == place.at && one.other == alias)
        {
            continue;
        }
        let is_alias_of = |name: &&&str| {
            let mut example = example.clone();
            match example.pointer_mut(&place.value) {
                Some(value) if place.expected.are_variants => {
                    rename(value, name, alias)
                        && was_read(&decode_safely(decode, &mut example), &place.value)
                }
                Some(Value::Object(members)) => {
                    let Some(member) = members.get(**name).cloned() else {
                        return false;
                    };
                    members.insert(alias.to_owned(), member);
                    let message = format!("duplicate field `{name}`");
                    decode_safely(decode, &mut example)
                        .is_err_and(|mismatch| mismatch.message() == message)
                }
                _ => false,
            }
        };
        if let Some(name) = known.iter().find(is_alias_of) {
            found.push(Alias {
                at: place.at.clone(),
                name: (*name).to_owned(),
                other: alias,
                is_variant: place.expected.are_variants,
            });
        }
    }
}

/// Returns whether the value at a place was read. A part that derives `Input` refuses its members after it has read
/// them, because of a rule for instance.
fn was_read(decoded: &Result<(), TypeMismatch>, place: &str) -> bool {
    let Err(mismatch) = decoded else {
        return true;
    };
    let part = mismatch.path();
    let part = part.fold(String::new(), |place, key| pointer(&place, key));
    let member = place
        .strip_prefix(&part)
        .filter(|rest| rest.starts_with('/'));
    mismatch.problems().is_some() && member.is_some()
}

/// Renames the variant of a value. Returns false if it has another one.
fn rename(value: &mut Value, name: &str, alias: &str) -> bool {
    match value {
        Value::String(variant) if variant == name => alias.clone_into(variant),
        Value::Object(members) => match members.remove(name) {
            Some(content) => drop(members.insert(alias.to_owned(), content)),
            None => return false,
        },
        _ => return false,
    }
    true
}

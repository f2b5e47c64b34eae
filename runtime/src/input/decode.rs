//! From JSON to an input type: fast when the input fits, thorough when it does not.
//!
//! Text is read without a tree in between, until a value has the wrong type. Only then is it parsed into
//! a [`Tree`](super::tree), whose errors say where inside the value the mistake is.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::field::{Field, flatten_index, index_of};
use super::finish::Finish;
use super::misfit::Misfit;
use super::mistake::{self, Place};
use super::problem::{InputProblem, pointer};
use super::strict::Strict;
use super::{Input, describe, schema};
use crate::suggest;

/// What the macro generates for an input type, besides the type itself.
pub trait InputFields: Sized {
    /// A tuple with an `Option` for each field.
    type Slots;

    /// The fields, in the order of the function's parameters.
    fn fields() -> &'static [Field];

    /// Slots with nothing in them.
    fn empty() -> Self::Slots;

    /// Reads a value into the slot with this index.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value is not one of the field's type.
    fn fill<'de, D: Deserializer<'de>>(
        slots: &mut Self::Slots,
        index: usize,
        value: D,
    ) -> Result<(), D::Error>;

    /// Takes the fields out of their slots; `None` if one is lacking.
    fn finish(slots: Self::Slots, finish: &mut Finish<'_>) -> Option<Self>;

    /// The field with this index as JSON, as far as its type can be shown.
    fn show(&self, index: usize) -> Value;
}

/// Decodes an input made of fields.
///
/// # Errors
///
/// All problems of the input.
pub fn decode<T: InputFields>(input: Input) -> Result<T, Vec<InputProblem>> {
    match input {
        Input::Text(text) => from_text(&text),
        Input::Value(value) => from_value(value),
    }
}

fn from_text<T: InputFields>(text: &str) -> Result<T, Vec<InputProblem>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let decoded = deserializer.deserialize_map(Inputs::<T>(PhantomData));
    match decoded.and_then(|decoded| deserializer.end().map(|()| decoded)) {
        Ok(decoded) => decoded,
        Err(_) => from_value(parse(text)?),
    }
}

/// Parses the text of an input.
pub(super) fn parse(text: &str) -> Result<Value, Vec<InputProblem>> {
    serde_json::from_str(text).map_err(|error| {
        vec![InputProblem::new(
            "",
            format!("the input is not valid JSON: {error}"),
        )]
    })
}

/// An input that is no object; `null` counts as an empty one.
pub(super) fn no_object(input: &Value) -> Vec<InputProblem> {
    vec![InputProblem::mismatch(
        String::new(),
        "an object with the action's inputs".into(),
        Some(describe::given(input, false)),
    )]
}

fn from_value<T: InputFields>(input: Value) -> Result<T, Vec<InputProblem>> {
    let fields = T::fields();
    let mut filling = Filling::<T>::new(fields);
    let members = match input {
        Value::Object(members) => members,
        Value::Null => Map::new(),
        other => return Err(no_object(&other)),
    };
    for (key, mut value) in members {
        match index_of(fields, &key) {
            Some(index) if !filling.finish.mark(index) => filling.duplicate(index),
            Some(index) => filling.fill(index, || pointer("", &key), &mut value),
            None => filling.rest(key, value),
        }
    }
    filling.finish()
}

/// The visitor of the fast pass over text. Its outer error is the deserializer's.
struct Inputs<T>(PhantomData<T>);

impl<'de, T: InputFields> Visitor<'de> for Inputs<T> {
    type Value = Result<T, Vec<InputProblem>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the action's inputs")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let fields = T::fields();
        let mut filling = Filling::<T>::new(fields);
        while let Some(key) = map.next_key_seed(Keys(fields))? {
            match key {
                Key::Field(index) if filling.finish.mark(index) => {
                    map.next_value_seed(Slot::<T> {
                        slots: &mut filling.slots,
                        index,
                    })?;
                }
                Key::Field(index) => {
                    map.next_value::<IgnoredAny>()?;
                    filling.duplicate(index);
                }
                Key::Other(key) => {
                    let value = map.next_value()?;
                    filling.rest(key, value);
                }
            }
        }
        Ok(filling.finish())
    }
}

enum Key {
    Field(usize),
    Other(String),
}

/// Recognises a key without copying it.
struct Keys<'a>(&'a [Field]);

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Keys<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an input")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(index_of(self.0, key).map_or_else(|| Key::Other(key.to_owned()), Key::Field))
    }
}

struct Slot<'a, T: InputFields> {
    slots: &'a mut T::Slots,
    index: usize,
}

impl<'de, T: InputFields> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::fill(self.slots, self.index, Strict(deserializer))
    }
}

/// An input on its way from JSON to its type.
struct Filling<T: InputFields> {
    fields: &'static [Field],
    slots: T::Slots,
    finish: Finish<'static>,
    /// What no field takes, kept for the flattened one if there is one.
    rest: Map<String, Value>,
    flatten: Option<usize>,
}

impl<T: InputFields> Filling<T> {
    fn new(fields: &'static [Field]) -> Self {
        let flatten = flatten_index(fields);
        Self {
            fields,
            slots: T::empty(),
            finish: Finish::new(fields),
            rest: Map::new(),
            flatten,
        }
    }

    fn rest(&mut self, key: String, value: Value) {
        if self.flatten.is_some() {
            self.rest.insert(key, value);
        } else {
            self.finish.report(
                self.fields.len(),
                unknown(&key, self.fields.iter().map(|field| field.name)),
            );
        }
    }

    #[cold]
    fn duplicate(&mut self, index: usize) {
        let field = &self.fields[index];
        let also = match field.aliases {
            [] => String::new(),
            aliases => format!(
                " (also called {})",
                suggest::quoted(aliases.iter().copied())
            ),
        };
        let problem = InputProblem::new(
            self.finish.pointer(index),
            format!("`{}`{also} is given twice", field.name),
        );
        self.finish.report(index, problem);
    }

    /// Reads a value into its slot.
    fn fill(&mut self, index: usize, base: impl FnOnce() -> String, value: &mut Value) {
        let slots = &mut self.slots;
        if let Err(misfit) = mistake::read(value, |tree| T::fill(slots, index, tree)) {
            self.misfit(index, base(), value, &misfit);
        }
    }

    #[cold]
    fn misfit(&mut self, index: usize, base: String, value: &Value, misfit: &Misfit) {
        let field = &self.fields[index];
        let root = schema::of_fields(&self.fields[index..=index]);
        let place = Place {
            base,
            schema: &root["properties"][field.name],
            root: &root,
            secret: field.secret,
        };
        self.finish.report(index, place.mistake(misfit, value));
    }

    fn finish(mut self) -> Result<T, Vec<InputProblem>> {
        if let Some(index) = self.flatten {
            self.finish.mark(index);
            let mut rest = Value::Object(std::mem::take(&mut self.rest));
            self.fill(index, String::new, &mut rest);
        }
        match T::finish(self.slots, &mut self.finish) {
            Some(input) if !self.finish.has_problems() => Ok(input),
            _ => Err(self.finish.into_problems()),
        }
    }
}

/// An input that no field takes.
pub(super) fn unknown<'a>(key: &str, names: impl Iterator<Item = &'a str> + Clone) -> InputProblem {
    let hint = match suggest::nearest(key, names.clone()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    };
    let takes = match suggest::quoted(names) {
        names if names.is_empty() => "the action takes no input".into(),
        names => format!("the action takes {names}"),
    };
    InputProblem::new(pointer("", key), format!("unknown input{hint} ({takes})"))
}

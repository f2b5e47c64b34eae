//! From JSON to an input type: fast when the input fits, thorough when it does not.
//!
//! The fast pass stops at nothing but a value of the wrong type. Only then does the thorough pass find
//! out where inside the value the mistake is, and say what was expected there.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::field::{Field, flatten_index, index_of};
use super::finish::Finish;
use super::problem::{InputProblem, pointer};
use super::{Input, describe, schema, secrets};
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
        Input::Value(value) => from_value(&value),
    }
}

fn from_text<T: InputFields>(text: &str) -> Result<T, Vec<InputProblem>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let decoded = deserializer.deserialize_map(Inputs::<T>(PhantomData));
    match decoded.and_then(|decoded| deserializer.end().map(|()| decoded)) {
        Ok(decoded) => decoded,
        Err(_) => from_value(&parse(text)?),
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

/// The object that an input is; `null` counts as an empty one.
pub(super) fn object(input: &Value) -> Result<Option<&Map<String, Value>>, Vec<InputProblem>> {
    match input {
        Value::Object(map) => Ok(Some(map)),
        Value::Null => Ok(None),
        other => {
            let got = describe::given(other, false);
            Err(vec![InputProblem::mismatch(
                String::new(),
                "an object with the action's inputs".into(),
                Some(got),
            )])
        }
    }
}

fn from_value<T: InputFields>(input: &Value) -> Result<T, Vec<InputProblem>> {
    let fields = T::fields();
    let mut filling = Filling::<T>::new(fields);
    for (key, value) in object(input)?.into_iter().flatten() {
        match index_of(fields, key) {
            Some(index) if !filling.finish.mark(index) => filling.duplicate(index),
            Some(index) => {
                if T::fill(&mut filling.slots, index, value).is_err() {
                    filling.fill_thoroughly(index, pointer("", key), value);
                }
            }
            None => filling.rest(key, || value.clone()),
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
                    filling.rest(&key, || value);
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
        T::fill(self.slots, self.index, deserializer)
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

    fn rest(&mut self, key: &str, value: impl FnOnce() -> Value) {
        if self.flatten.is_some() {
            self.rest.insert(key.to_owned(), value());
        } else {
            self.finish.report(
                self.fields.len(),
                unknown(key, self.fields.iter().map(|field| field.name)),
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

    /// Reads a value that the fast pass refused, and finds out where in it the mistake is.
    #[cold]
    fn fill_thoroughly(&mut self, index: usize, base: String, value: &Value) {
        // JSON Schema counts 3.0 among the integers, and so do we.
        let whole = with_whole_numbers(value);
        if whole
            .as_ref()
            .is_some_and(|whole| T::fill(&mut self.slots, index, whole).is_ok())
        {
            return;
        }
        let mut track = serde_path_to_error::Track::new();
        let tracked =
            serde_path_to_error::Deserializer::new(whole.as_ref().unwrap_or(value), &mut track);
        let Err(error) = T::fill(&mut self.slots, index, tracked) else {
            return;
        };
        let path = track.path();
        let field = &self.fields[index];
        let root = schema::of_fields(&self.fields[index..=index]);
        let start = &root["properties"][field.name];
        let problem = mistake(base, path.iter(), start, &root, value, field.secret, &error);
        self.finish.report(index, problem);
    }

    fn finish(mut self) -> Result<T, Vec<InputProblem>> {
        if let Some(index) = self.flatten {
            self.finish.mark(index);
            let rest = Value::Object(std::mem::take(&mut self.rest));
            if T::fill(&mut self.slots, index, &rest).is_err() {
                self.fill_thoroughly(index, String::new(), &rest);
            }
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

/// Follows the path of a decoding error through value and schema.
pub(super) fn mistake<'a>(
    base: String,
    path: impl Iterator<Item = &'a Segment>,
    mut schema: &'a Value,
    root: &'a Value,
    mut value: &'a Value,
    secret: bool,
    error: &serde_json::Error,
) -> InputProblem {
    let mut at = base;
    for segment in path {
        let key = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.clone(),
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        at = pointer(&at, &key);
        schema = describe::step(schema, root, &key);
        let next = match value {
            Value::Object(map) => map.get(&key),
            Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        value = next.unwrap_or(&Value::Null);
    }
    // Something secret may be in the wrong place: then only types are told.
    let secret = secret || secrets::may_be_in(schema, root);
    let message = error.to_string();
    let is_mismatch = ["invalid type", "invalid value", "unknown variant"]
        .iter()
        .any(|kind| message.starts_with(kind));
    if is_mismatch || secret {
        let got = describe::given(value, secret);
        return InputProblem::mismatch(at, describe::in_words(schema, root), Some(got));
    }
    InputProblem::new(at, message)
}

/// The value with its whole floats (`3.0`) as integers, if it has any.
fn with_whole_numbers(value: &Value) -> Option<Value> {
    fn convert(value: &mut Value) -> bool {
        match value {
            Value::Number(number) if number.is_f64() => match number.as_f64().and_then(whole) {
                Some(integer) => {
                    *value = integer;
                    true
                }
                None => false,
            },
            // `|` and not `any`: every item has to be converted.
            Value::Array(items) => items
                .iter_mut()
                .fold(false, |changed, item| convert(item) | changed),
            Value::Object(map) => map
                .values_mut()
                .fold(false, |changed, item| convert(item) | changed),
            _ => false,
        }
    }
    let mut copy = value.clone();
    convert(&mut copy).then_some(copy)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "only exact conversions are taken"
)]
fn whole(number: f64) -> Option<Value> {
    let integer = number as i128;
    let exact = integer as f64 == number;
    let fits = || {
        i64::try_from(integer)
            .map(Value::from)
            .or_else(|_| u64::try_from(integer).map(Value::from))
            .ok()
    };
    if exact { fits() } else { None }
}

//! Constraints in addition to the type: they are part of the schema and checked at run time.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::OnceLock;

use schemars::Schema;
use serde_json::{Value, json};

use super::format::Format;
pub use super::number::Number;
use crate::secret::Secret;

/// A condition on a value in addition to its type.
#[derive(Debug)]
pub enum Constraint {
    /// A number within bounds, both included.
    Range(Option<Number>, Option<Number>),
    /// The number of characters of a text, or of items of a collection, within bounds.
    Length(Option<u64>, Option<u64>),
    /// A text that matches a regular expression anywhere.
    Pattern(Pattern),
    /// One of these values.
    OneOf(&'static [Scalar<'static>]),
    /// A text in a known format.
    Format(Format),
}

/// A regular expression, compiled at its first use.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<regex_lite::Regex>,
}

impl Pattern {
    /// Creates a pattern. The macro has checked that it compiles.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        let regex = self.compiled.get_or_init(|| {
            regex_lite::Regex::new(self.source).expect("the macro rejects invalid patterns")
        });
        regex.is_match(text)
    }
}

/// A value of `one_of`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// Text.
    Text(&'a str),
    /// A number.
    Number(Number),
}

impl Scalar<'_> {
    fn to_json(self) -> Value {
        match self {
            Self::Text(text) => Value::from(text),
            Self::Number(number) => number.to_json(),
        }
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// The aspect of a value that a constraint checks; `None` if the value is missing.
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// For [`Constraint::Range`].
    Number(Option<Number>),
    /// For [`Constraint::Length`].
    Length(Option<usize>),
    /// For [`Constraint::Pattern`] and [`Constraint::Format`].
    Text(Option<&'a str>),
    /// For [`Constraint::OneOf`].
    Scalar(Option<Scalar<'a>>),
}

impl Constraint {
    pub(crate) fn accepts(&self, view: View<'_>) -> bool {
        match (self, view) {
            (Self::Range(min, max), View::Number(Some(number))) => {
                min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
            }
            (Self::Length(min, max), View::Length(Some(length))) => {
                let length = length as u64;
                min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
            }
            (Self::Pattern(pattern), View::Text(Some(text))) => pattern.is_match(text),
            (Self::Format(format), View::Text(Some(text))) => format.accepts(text),
            (Self::OneOf(allowed), View::Scalar(Some(scalar))) => allowed.contains(&scalar),
            _ => true,
        }
    }

    /// Adds the constraint to the schema of the value.
    pub(crate) fn describe(&self, schema: &mut Schema) {
        let is_text = allows_type(schema, "string");
        let is_object = allows_type(schema, "object");
        let nullable = allows_type(schema, "null");
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                schema.insert(key.into(), value);
            }
        };
        match self {
            Self::Range(min, max) => {
                set("minimum", min.map(Number::to_json));
                set("maximum", max.map(Number::to_json));
            }
            Self::Length(min, max) => {
                let (lower, upper) = match (is_text, is_object) {
                    (true, _) => ("minLength", "maxLength"),
                    (_, true) => ("minProperties", "maxProperties"),
                    _ => ("minItems", "maxItems"),
                };
                set(lower, min.map(Value::from));
                set(upper, max.map(Value::from));
            }
            Self::Pattern(pattern) => set("pattern", Some(pattern.source.into())),
            Self::Format(format) => set("format", Some(format.name().into())),
            Self::OneOf(allowed) => {
                let mut values: Vec<Value> =
                    allowed.iter().map(|scalar| scalar.to_json()).collect();
                if nullable {
                    values.push(Value::Null);
                }
                set("enum", Some(json!(values)));
            }
        }
    }
}

fn allows_type(schema: &Schema, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

macro_rules! view_trait {
    ($(#[$attr:meta])* $trait:ident, $method:ident -> $view:ty) => {
        $(#[$attr])*
        pub trait $trait {
            /// Returns the aspect of the value that the constraint checks.
            fn $method(&self) -> Option<$view>;
        }

        #[diagnostic::do_not_recommend]
        impl<T: $trait> $trait for Option<T> {
            fn $method(&self) -> Option<$view> {
                self.as_ref().and_then(T::$method)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $trait> $trait for Secret<T> {
            fn $method(&self) -> Option<$view> {
                self.expose().$method()
            }
        }
    };
}

view_trait! {
    /// Types that `range` applies to.
    #[diagnostic::on_unimplemented(
        message = "`range` does not fit an input of type `{Self}`",
        label = "not a number",
        note = "`range` fits integers and floats, and `Option`s of them"
    )]
    HasRange, as_number -> Number
}

view_trait! {
    /// Types that `length` applies to.
    #[diagnostic::on_unimplemented(
        message = "`length` does not fit an input of type `{Self}`",
        label = "neither text nor a collection",
        note = "`length` fits strings (in characters), `Vec`s, sets and maps (in items), and `Option`s of them"
    )]
    HasLength, length -> usize
}

view_trait! {
    /// Types that `pattern` and `format` apply to.
    #[diagnostic::on_unimplemented(
        message = "`pattern` and `format` do not fit an input of type `{Self}`",
        label = "not text",
        note = "`pattern` and `format` fit strings, and `Option`s of them"
    )]
    HasText, as_text -> &str
}

view_trait! {
    /// Types that `one_of` applies to.
    #[diagnostic::on_unimplemented(
        message = "`one_of` does not fit an input of type `{Self}`",
        label = "neither text nor a number",
        note = "`one_of` fits strings and numbers, and `Option`s of them; for values of your own use an enum"
    )]
    HasScalar, as_scalar -> Scalar<'_>
}

macro_rules! integers {
    ($($type:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl HasRange for $type {
            #[allow(clippy::cast_lossless, reason = "one body for all widths")]
            fn as_number(&self) -> Option<Number> {
                Some(Number::Int(*self as i128))
            }
        }
        #[diagnostic::do_not_recommend]
        impl HasScalar for $type {
            fn as_scalar(&self) -> Option<Scalar<'_>> {
                self.as_number().map(Scalar::Number)
            }
        }
    )* };
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

macro_rules! floats {
    ($($type:ty: $as_f64:expr,)*) => { $(
        #[diagnostic::do_not_recommend]
        impl HasRange for $type {
            fn as_number(&self) -> Option<Number> {
                Some(Number::Float($as_f64(*self)))
            }
        }
        #[diagnostic::do_not_recommend]
        impl HasScalar for $type {
            fn as_scalar(&self) -> Option<Scalar<'_>> {
                self.as_number().map(Scalar::Number)
            }
        }
    )* };
}
floats! {
    f32: as_written,
    f64: std::convert::identity,
}

/// Converts a number to the one of its shortest text: 0.1 is 0.1, not 0.10000000149011612.
fn as_written(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| number.into())
}

macro_rules! texts {
    ($($type:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl HasText for $type {
            fn as_text(&self) -> Option<&str> {
                Some(self)
            }
        }
        #[diagnostic::do_not_recommend]
        impl HasScalar for $type {
            fn as_scalar(&self) -> Option<Scalar<'_>> {
                Some(Scalar::Text(self))
            }
        }
        #[diagnostic::do_not_recommend]
        impl HasLength for $type {
            fn length(&self) -> Option<usize> {
                Some(self.chars().count())
            }
        }
    )* };
}
texts!(String Box<str> Cow<'static, str>);

macro_rules! collections {
    ($([$($generics:tt)*] $type:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> HasLength for $type {
            fn length(&self) -> Option<usize> {
                Some(self.len())
            }
        }
    )* };
}
collections! {
    [T] Vec<T>
    [T] BTreeSet<T>
    [T, S] HashSet<T, S>
    [K, V] BTreeMap<K, V>
    [K, V, S] HashMap<K, V, S>
    [] serde_json::Map<String, Value>
}

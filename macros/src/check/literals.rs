//! Checks of bounds and defaults: bounds that no value satisfies, and defaults that violate a constraint. At run
//! time they would be reported to the caller, who cannot fix them.

use std::fmt;

use syn::Type;

use crate::errors::Errors;
use crate::model::Input;
use crate::model::types::last_segment;
use crate::parse::constraint::Constraint;
use crate::parse::input_options::DefaultValue;
use crate::parse::literal::{Literal, Scalar};

/// Checks the literals of every input; the runtime checks all other defaults when it uses them.
pub(crate) fn check<'a>(inputs: impl Iterator<Item = &'a Input>, errors: &mut Errors) {
    for input in inputs {
        if let Some(error) = bounds(input) {
            errors.push(error);
            continue;
        }
        if let Some(error) = default(input) {
            errors.push(error);
        }
        examples(input, errors);
    }
}

fn bounds(input: &Input) -> Option<syn::Error> {
    let crossed = |(key, constraint): &(syn::Ident, Constraint)| {
        let (min, max) = match constraint {
            Constraint::Range(Some(min), Some(max)) if min.value > max.value => {
                (min.value.to_string(), max.value.to_string())
            }
            Constraint::Length(Some(min), Some(max)) if min > max => {
                (min.to_string(), max.to_string())
            }
            _ => return None,
        };
        let message = format!(
            "no input satisfies `{key}(min = {min}, max = {max})`: `min` must not be greater than `max`"
        );
        Some(syn::Error::new(key.span(), message))
    };
    input.options.constraints.iter().find_map(crossed)
}

fn default(input: &Input) -> Option<syn::Error> {
    let default = input.default()?;
    let value = match default {
        DefaultValue::OfType => Default::of_type(&input.ty)?,
        DefaultValue::Expression(expression) => Default::Scalar(Literal::of(expression)?.value),
    };
    let violation = violation(input, "default", &value)?;
    match default {
        DefaultValue::OfType => {
            let key = input.options.default.key()?;
            Some(syn::Error::new(key.span(), violation))
        }
        DefaultValue::Expression(expression) => {
            Some(syn::Error::new_spanned(expression, violation))
        }
    }
}

fn examples(input: &Input, errors: &mut Errors) {
    for example in input.options.examples.values() {
        let value = Literal::of(example).map(|literal| Default::Scalar(literal.value));
        if let Some(violation) = value.and_then(|value| violation(input, "example", &value)) {
            errors.at(example, violation);
        }
    }
}

/// Returns the constraint of an input that a value violates.
fn violation(input: &Input, what: &str, value: &Default) -> Option<String> {
    let mut constraints = input.options.constraints.iter();
    constraints.find_map(|(key, constraint)| {
        let (expected, got) = value.violates(constraint)?;
        Some(format!(
            "the {what} does not satisfy `{key}`: expected {expected}, got {got}"
        ))
    })
}

/// A default or an example whose value is known at compile time.
enum Default {
    Scalar(Scalar),
    /// An empty collection.
    Empty,
}

impl Default {
    /// The default of a type of the standard library.
    fn of_type(ty: &Type) -> Option<Self> {
        Some(match last_segment(ty)?.as_str() {
            "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => {
                Self::Scalar(Scalar::Int(0))
            }
            "f32" | "f64" => Self::Scalar(Scalar::Float(0.0)),
            "String" => Self::Scalar(Scalar::Text(String::new())),
            "Vec" | "BTreeSet" | "HashSet" | "BTreeMap" | "HashMap" => Self::Empty,
            _ => return None,
        })
    }

    /// Returns what the constraint expects and what it gets, if it rejects the value. A constraint that does not
    /// fit the type is reported by rustc.
    fn violates(&self, constraint: &Constraint) -> Option<(String, String)> {
        match (constraint, self) {
            (Constraint::Range(min, max), Self::Scalar(number)) if number.is_number() => {
                let (min, max) = (min.as_ref(), max.as_ref());
                let (min, max) = (min.map(|min| &min.value), max.map(|max| &max.value));
                outside("a number", min, max, &number)
            }
            (Constraint::Length(min, max), Self::Scalar(Scalar::Text(text))) => {
                length(*min, *max, text.chars().count())
            }
            (Constraint::Length(min, max), Self::Empty) => length(*min, *max, 0),
            (Constraint::Pattern(pattern), Self::Scalar(Scalar::Text(text))) => {
                let pattern = pattern.value();
                let fits = regex_lite::Regex::new(&pattern).is_ok_and(|one| one.is_match(text));
                (!fits).then(|| (format!("text matching `{pattern}`"), format!("{text:?}")))
            }
            (Constraint::OneOf(values), Self::Scalar(value)) => {
                let fits = values.iter().any(|one| one.value == *value);
                // rustc reports a number that should be a string, and the reverse.
                let is_same_kind = values
                    .iter()
                    .any(|one| one.value.is_number() == value.is_number());
                let listed: Vec<String> = values.iter().map(|one| one.value.to_string()).collect();
                (is_same_kind && !fits)
                    .then(|| (format!("one of {}", listed.join(", ")), value.to_string()))
            }
            _ => None,
        }
    }
}

fn length(min: Option<u64>, max: Option<u64>, length: usize) -> Option<(String, String)> {
    let (expected, got) = outside("a length", min, max, &(length as u64))?;
    Some((expected, format!("a length of {got}")))
}

/// Returns the expected range and the value as text, if the value is outside the bounds.
fn outside<T: PartialOrd + fmt::Display>(
    what: &str,
    min: Option<T>,
    max: Option<T>,
    value: &T,
) -> Option<(String, String)> {
    let below = min.as_ref().is_some_and(|min| value < min);
    let above = max.as_ref().is_some_and(|max| value > max);
    if !below && !above {
        return None;
    }
    let bounds = match (min, max) {
        (Some(min), Some(max)) if min == max => format!("of {min}"),
        (Some(min), Some(max)) => format!("from {min} to {max}"),
        (Some(min), None) => format!("of at least {min}"),
        (None, Some(max)) => format!("of at most {max}"),
        (None, None) => return None,
    };
    Some((format!("{what} {bounds}"), value.to_string()))
}

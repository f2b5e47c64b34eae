//! Evaluation of value templates.

use std::fmt;

use serde_json::{Map, Value};

use super::value_template::{Guard, InputRef, Merge, Omit, ValueTemplate};
use crate::python;

/// An input that a template cannot use.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvalidInput {
    name: String,
    problem: &'static str,
}

impl InvalidInput {
    fn new(name: &str, problem: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            problem,
        }
    }

    /// Reports a list or an object where a text is required.
    pub(crate) fn not_text(name: &str) -> Self {
        Self::new(name, "must not be a list or an object here")
    }

    /// Reports a text that cannot be a segment of a path.
    pub(crate) fn not_segment(name: &str) -> Self {
        Self::new(name, "must not be empty, `.` or `..`")
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "input `{}` {}", self.name, self.problem)
    }
}

impl std::error::Error for InvalidInput {}

/// Evaluates a template; returns `None` if the value is absent.
///
/// # Errors
///
/// If an input has a type that the template does not accept.
pub(crate) fn value(
    template: &ValueTemplate,
    inputs: &Map<String, Value>,
) -> Result<Option<Value>, InvalidInput> {
    match template {
        ValueTemplate::Literal(literal) => Ok(Some(literal.clone())),
        ValueTemplate::List(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| value(item, inputs)).collect();
            Ok(Some(items?.into_iter().flatten().collect()))
        }
        ValueTemplate::Object { .. } => Ok(Some(object(Some(template), inputs)?.into())),
        ValueTemplate::Input(reference) => input(reference, inputs),
        ValueTemplate::Choice(choice) => {
            let branch = if choice.condition.holds(inputs) {
                &choice.then
            } else {
                &choice.otherwise
            };
            match branch {
                Some(template) => value(template, inputs),
                None => Ok(None),
            }
        }
        ValueTemplate::Each(each) => {
            let Some(Value::Array(items)) = inputs.get(&each.name) else {
                return Err(InvalidInput::new(&each.name, "must be a list here"));
            };
            let values: Result<Vec<_>, _> = items
                .iter()
                .map(|item| {
                    let mut inputs = inputs.clone();
                    inputs.insert("$item".into(), item.clone());
                    value(&each.to, &inputs)
                })
                .collect();
            Ok(Some(values?.into_iter().flatten().collect()))
        }
    }
}

/// Evaluates a template of an object; returns an empty object without a template.
///
/// # Errors
///
/// If an input has a type that the template does not accept.
pub(crate) fn object(
    template: Option<&ValueTemplate>,
    inputs: &Map<String, Value>,
) -> Result<Map<String, Value>, InvalidInput> {
    let mut object = Map::new();
    match template {
        Some(ValueTemplate::Object { members, merge }) => {
            for source in merge {
                copy_members(source, inputs, &mut object)?;
            }
            for (key, member) in members {
                if let Some(value) = value(member, inputs)? {
                    object.insert(key.clone(), value);
                }
            }
        }
        Some(other) => {
            if let Some(Value::Object(members)) = value(other, inputs)? {
                object = members;
            }
        }
        None => {}
    }
    Ok(object)
}

fn input(reference: &InputRef, inputs: &Map<String, Value>) -> Result<Option<Value>, InvalidInput> {
    let Some(given) = inputs.get(&reference.name) else {
        return Ok(None);
    };
    let is_present = match reference.guard {
        None => true,
        Some(Guard::Given) => !given.is_null(),
        Some(Guard::True) => python::truth(given),
    };
    if !is_present {
        return Ok(None);
    }
    let applied = reference.function.apply(given);
    applied
        .map(Some)
        .ok_or_else(|| InvalidInput::new(&reference.name, "has a type that is not accepted here"))
}

fn copy_members(
    source: &Merge,
    inputs: &Map<String, Value>,
    object: &mut Map<String, Value>,
) -> Result<(), InvalidInput> {
    let members = match inputs.get(&source.from) {
        Some(Value::Object(members)) => members,
        Some(other) if python::truth(other) => {
            return Err(InvalidInput::new(&source.from, "must be an object here"));
        }
        _ => return Ok(()),
    };
    for (key, given) in members {
        let is_omitted = match source.omit {
            None => false,
            Some(Omit::Null) => given.is_null(),
            Some(Omit::False) => !python::truth(given),
        };
        if !is_omitted {
            let applied = source.function.apply(given);
            let applied = applied
                .ok_or_else(|| InvalidInput::new(key, "has a type that is not accepted here"))?;
            object.insert(key.clone(), applied);
        }
    }
    Ok(())
}

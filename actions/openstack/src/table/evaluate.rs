//! The values of templates.

use std::fmt;

use serde_json::{Map, Value};

use super::value_template::{Guard, Merge, Omit, Place, Template};
use crate::python;

/// An input is of a kind that its place does not take.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    name: String,
    problem: &'static str,
}

impl Unfit {
    fn new(name: &str, problem: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            problem,
        }
    }

    /// A list or an object stands where a text is wanted.
    pub(crate) fn no_text(name: &str) -> Self {
        Self::new(name, "must not be a list or an object here")
    }

    /// What cannot be a part of a path.
    pub(crate) fn no_segment(name: &str) -> Self {
        Self::new(name, "must not be empty, `.` or `..`")
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "input `{}` {}", self.name, self.problem)
    }
}

impl std::error::Error for Unfit {}

/// The value of a template, or `None` if it is absent.
///
/// # Errors
///
/// If an input does not fit its place.
pub(crate) fn value(
    template: &Template,
    inputs: &Map<String, Value>,
) -> Result<Option<Value>, Unfit> {
    match template {
        Template::Literal(literal) => Ok(Some(literal.clone())),
        Template::List(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| value(item, inputs)).collect();
            Ok(Some(items?.into_iter().flatten().collect()))
        }
        Template::Object { .. } => Ok(Some(object(Some(template), inputs)?.into())),
        Template::Input(place) => of_place(place, inputs),
        Template::Choice(choice) => {
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
        Template::Each(each) => {
            let Some(Value::Array(items)) = inputs.get(&each.name) else {
                return Err(Unfit::new(&each.name, "must be a list here"));
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

/// The members of a template that is an object; none if there is no template.
///
/// # Errors
///
/// If an input does not fit its place.
pub(crate) fn object(
    template: Option<&Template>,
    inputs: &Map<String, Value>,
) -> Result<Map<String, Value>, Unfit> {
    let mut object = Map::new();
    match template {
        Some(Template::Object { members, merge }) => {
            for source in merge {
                take_over(source, inputs, &mut object)?;
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

fn of_place(place: &Place, inputs: &Map<String, Value>) -> Result<Option<Value>, Unfit> {
    let Some(given) = inputs.get(&place.name) else {
        return Ok(None);
    };
    let stays = match place.guard {
        None => true,
        Some(Guard::Given) => !given.is_null(),
        Some(Guard::True) => python::truth(given),
    };
    if !stays {
        return Ok(None);
    }
    let made = place.function.apply(given);
    made.map(Some)
        .ok_or_else(|| Unfit::new(&place.name, "is of a kind that is of no use here"))
}

fn take_over(
    source: &Merge,
    inputs: &Map<String, Value>,
    object: &mut Map<String, Value>,
) -> Result<(), Unfit> {
    let members = match inputs.get(&source.from) {
        Some(Value::Object(members)) => members,
        Some(other) if python::truth(other) => {
            return Err(Unfit::new(&source.from, "must be an object here"));
        }
        _ => return Ok(()),
    };
    for (key, given) in members {
        let left_out = match source.omit {
            None => false,
            Some(Omit::Null) => given.is_null(),
            Some(Omit::False) => !python::truth(given),
        };
        if !left_out {
            let made = source.function.apply(given);
            let made =
                made.ok_or_else(|| Unfit::new(key, "is of a kind that is of no use here"))?;
            object.insert(key.clone(), made);
        }
    }
    Ok(())
}

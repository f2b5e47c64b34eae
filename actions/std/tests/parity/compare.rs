//! Whether two outcomes are as alike as the case demands.

use mistral_actions::prelude::*;

use super::case::{Case, Expected, Part};
use super::ours::Ours;
use super::theirs::{Failure, Step, Theirs};

/// Compares the outcomes of a case.
pub(crate) fn compare(case: &Case, theirs: &Theirs, ours: &Ours) -> Result<(), String> {
    let as_expected = match &case.expected {
        Expected::Same => same(theirs, ours),
        Expected::BothFail => both_fail(theirs, ours),
        Expected::Different {
            reason,
            theirs: in_theirs,
            ours: in_ours,
        } => {
            // A difference nobody can look up is a mistake.
            let readme = include_str!("../../README.md");
            readme.contains(&format!("| `{reason}` |"))
                && in_theirs.is_in(theirs.result.as_ref(), failed(theirs).as_deref())
                && in_ours.is_in(result(ours), error(ours).as_deref())
        }
    };
    as_expected.then_some(()).ok_or_else(|| {
        let theirs = match &theirs.failure {
            Some(failure) => format!("{failure:?}"),
            None => json!(theirs.result).to_string(),
        };
        let ours = match ours {
            Ours::Result(result) => json!(result).to_string(),
            ours => format!("{ours:?}"),
        };
        let expected = &case.expected;
        format!("expected {expected:?}\n  theirs: {theirs}\n  ours:   {ours}")
    })
}

fn same(theirs: &Theirs, ours: &Ours) -> bool {
    match (theirs, ours) {
        (
            Theirs {
                result: Some(theirs),
                ..
            },
            Ours::Result(ours),
        ) => match (theirs, ours) {
            (ActionResult::Data(theirs), ActionResult::Data(ours))
            | (
                ActionResult::Error { error: theirs, .. },
                ActionResult::Error { error: ours, .. },
            ) => equal(theirs, ours),
            _ => false,
        },
        (
            Theirs {
                failure: Some(Failure { step, message, .. }),
                ..
            },
            ours,
        ) => match step {
            // The engine itself answers: such an input never reaches an executor.
            Step::Check | Step::Construct => matches!(ours, Ours::Refused(_) | Ours::Failed(_)),
            Step::Run => matches!(ours, Ours::Failed(ours) if ours == message),
            Step::Result => false,
        },
        _ => false,
    }
}

/// Whether both are errors. What the action itself says, before it comes to Python's reason, is the same.
fn both_fail(theirs: &Theirs, ours: &Ours) -> bool {
    let Some(failure) = &theirs.failure else {
        return failed(theirs).is_some() && error(ours).is_some();
    };
    match (ours, failure.message.split_once(": ")) {
        (Ours::Failed(ours), Some((begin, _)))
            if failure.step == Step::Run && failure.kind == "ActionException" =>
        {
            ours.split_once(": ").is_some_and(|(ours, _)| ours == begin)
        }
        (ours, _) => error(ours).is_some(),
    }
}

/// Equal values; numbers by their value, because Python has two types of them and JavaScript one.
fn equal(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::Number(theirs), Value::Number(ours)) => {
            theirs == ours || theirs.as_f64() == ours.as_f64()
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs.len() == ours.len()
                && theirs
                    .iter()
                    .zip(ours)
                    .all(|(one, other)| equal(one, other))
        }
        (Value::Object(theirs), Value::Object(ours)) => {
            let members = theirs.keys().eq(ours.keys());
            // How long a request took is never the same.
            members
                && theirs.iter().all(|(key, value)| {
                    (key == "elapsed" && value.is_f64() && ours[key].is_f64())
                        || equal(value, &ours[key])
                })
        }
        (theirs, ours) => theirs == ours,
    }
}

/// Why they failed.
fn failed(theirs: &Theirs) -> Option<String> {
    match (&theirs.failure, &theirs.result) {
        (
            Some(Failure {
                step,
                kind,
                message,
            }),
            _,
        ) => Some(format!("{step:?}: {kind}: {message}")),
        (None, Some(ActionResult::Error { error, .. })) => Some(error.to_string()),
        _ => None,
    }
}

fn error(ours: &Ours) -> Option<String> {
    match ours {
        Ours::Refused(message) | Ours::Failed(message) => Some(message.clone()),
        Ours::Result(ActionResult::Error { error, .. }) => Some(error.to_string()),
        Ours::Result(_) => None,
    }
}

fn result(ours: &Ours) -> Option<&ActionResult<Value>> {
    match ours {
        Ours::Result(result) => Some(result),
        _ => None,
    }
}

impl Part {
    fn is_in(&self, result: Option<&ActionResult<Value>>, error: Option<&str>) -> bool {
        match (self, result) {
            (Self::Data(expected), Some(ActionResult::Data(data))) => equal(expected, data),
            #[cfg(any(feature = "http", feature = "javascript"))]
            (Self::DataWith(expected), Some(ActionResult::Data(data))) => contains(data, expected),
            (Self::Error(part), _) => error.is_some_and(|error| error.contains(part)),
            _ => false,
        }
    }
}

/// Whether all members of `part` are in `whole`.
#[cfg(any(feature = "http", feature = "javascript"))]
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|found| contains(found, value))),
        (whole, part) => equal(whole, part),
    }
}

//! Comparison of the outcomes of a case.

use mistral_actions::prelude::*;

use super::case::{Case, Expected, Part};
use super::python_outcome::{Failure, PythonOutcome, Step};
use super::rust_outcome::RustOutcome;

/// Checks that the outcomes of a case have the expected relation.
pub(crate) fn compare(
    case: &Case,
    python: &PythonOutcome,
    rust: &RustOutcome,
) -> Result<(), String> {
    let as_expected = match &case.expected {
        Expected::Same => same(python, rust),
        Expected::BothFail => both_fail(python, rust),
        Expected::Different {
            reason,
            python: in_python,
            rust: in_rust,
        } => {
            // Every difference must be documented.
            let readme = include_str!("../../README.md");
            readme.contains(&format!("| `{reason}` |"))
                && in_python.is_in(python.result.as_ref(), python_error(python).as_deref())
                && in_rust.is_in(result(rust), rust_error(rust).as_deref())
        }
    };
    as_expected.then_some(()).ok_or_else(|| {
        let python = match &python.failure {
            Some(failure) => format!("{failure:?}"),
            None => json!(python.result).to_string(),
        };
        let rust = match rust {
            RustOutcome::Result(result) => json!(result).to_string(),
            rust => format!("{rust:?}"),
        };
        let expected = &case.expected;
        format!("expected {expected:?}\n  Python: {python}\n  Rust:   {rust}")
    })
}

fn same(python: &PythonOutcome, rust: &RustOutcome) -> bool {
    match (python, rust) {
        (
            PythonOutcome {
                result: Some(python),
                ..
            },
            RustOutcome::Result(rust),
        ) => match (python, rust) {
            (ActionResult::Data(python), ActionResult::Data(rust))
            | (
                ActionResult::Error { error: python, .. },
                ActionResult::Error { error: rust, .. },
            ) => equal(python, rust),
            _ => false,
        },
        (
            PythonOutcome {
                failure: Some(Failure { step, message, .. }),
                ..
            },
            rust,
        ) => match step {
            // The engine itself reports the error: such an input never reaches an executor.
            Step::Check | Step::Construct => {
                matches!(rust, RustOutcome::Rejected(_) | RustOutcome::Failed(_))
            }
            Step::Run => matches!(rust, RustOutcome::Failed(rust) if rust == message),
            Step::Result => false,
        },
        _ => false,
    }
}

/// Returns true if both are errors. The part of an `ActionException` before Python's reason must be equal.
fn both_fail(python: &PythonOutcome, rust: &RustOutcome) -> bool {
    let Some(failure) = &python.failure else {
        return python_error(python).is_some() && rust_error(rust).is_some();
    };
    match (rust, failure.message.split_once(": ")) {
        (RustOutcome::Failed(rust), Some((begin, _)))
            if failure.step == Step::Run && failure.kind == "ActionException" =>
        {
            rust.split_once(": ").is_some_and(|(rust, _)| rust == begin)
        }
        (rust, _) => rust_error(rust).is_some(),
    }
}

/// Compares values, and numbers without their type, since Python has two types of numbers and JavaScript one.
fn equal(python: &Value, rust: &Value) -> bool {
    match (python, rust) {
        (Value::Number(python), Value::Number(rust)) => {
            python == rust || python.as_f64() == rust.as_f64()
        }
        (Value::Array(python), Value::Array(rust)) => {
            python.len() == rust.len()
                && python
                    .iter()
                    .zip(rust)
                    .all(|(one, other)| equal(one, other))
        }
        (Value::Object(python), Value::Object(rust)) => {
            let members = python.keys().eq(rust.keys());
            // The duration of a request varies.
            members
                && python.iter().all(|(key, value)| {
                    (key == "elapsed" && value.is_f64() && rust[key].is_f64())
                        || equal(value, &rust[key])
                })
        }
        (python, rust) => python == rust,
    }
}

/// Returns the error of a Python outcome.
fn python_error(python: &PythonOutcome) -> Option<String> {
    match (&python.failure, &python.result) {
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

/// Returns the error of a Rust outcome.
fn rust_error(rust: &RustOutcome) -> Option<String> {
    match rust {
        RustOutcome::Rejected(message) | RustOutcome::Failed(message) => Some(message.clone()),
        RustOutcome::Result(ActionResult::Error { error, .. }) => Some(error.to_string()),
        RustOutcome::Result(_) => None,
    }
}

fn result(rust: &RustOutcome) -> Option<&ActionResult<Value>> {
    match rust {
        RustOutcome::Result(result) => Some(result),
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

/// Returns true if `whole` contains all members of `part`.
#[cfg(any(feature = "http", feature = "javascript"))]
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|found| contains(found, value))),
        (whole, part) => equal(whole, part),
    }
}

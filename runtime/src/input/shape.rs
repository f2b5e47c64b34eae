//! Problems of an input as a whole: it is not an object, or has unknown keys.

use serde_json::Value;

use super::describe;
use super::problem::{InputProblem, pointer};
use crate::suggest;

/// The problem of an input that is not an object.
pub(super) fn not_an_object(input: &Value) -> Vec<InputProblem> {
    vec![InputProblem::mismatch(
        String::new(),
        "an object with the action's inputs".into(),
        Some(describe::given(input, false)),
    )]
}

/// The problem of a key that the action does not take.
pub(super) fn unknown_input(key: &str, names: &[&str]) -> InputProblem {
    let hint = hint(key, names);
    let takes = match suggest::quoted(names.iter().copied()) {
        names if names.is_empty() => "the action takes no input".into(),
        names => format!("the action takes {names}"),
    };
    InputProblem::new(pointer("", key), format!("unknown input{hint} ({takes})"))
}

/// The problem of a key that an object within the input does not take.
pub(super) fn unknown_member(key: &str, names: &[&str]) -> InputProblem {
    let hint = hint(key, names);
    let takes = match suggest::quoted(names.iter().copied()) {
        names if names.is_empty() => "the object takes no key".into(),
        names => format!("the object takes {names}"),
    };
    InputProblem::new(pointer("", key), format!("unknown key{hint} ({takes})"))
}

fn hint(key: &str, names: &[&str]) -> String {
    match suggest::nearest(key, names.iter().copied()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

//! Problems that an error of serde stands for, which itself carries a text only.

use std::cell::Cell;

use serde::de::Error;

use super::problem::InputProblem;

thread_local! {
    /// The problems that the error under construction stands for. serde's errors carry a text only; with these,
    /// the decoder of an input reports each problem at its own place.
    static PROBLEMS: Cell<Option<Vec<InputProblem>>> = const { Cell::new(None) };
}

/// Takes the problems that the error under construction stands for.
pub(super) fn take_problems() -> Option<Vec<InputProblem>> {
    PROBLEMS.take()
}

/// Makes an error that stands for these problems.
#[cold]
pub(super) fn error<E: Error>(problems: Vec<InputProblem>) -> E {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    PROBLEMS.set(Some(problems));
    let error = E::custom(texts.join("; "));
    PROBLEMS.take();
    error
}

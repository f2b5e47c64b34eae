//! The check of authors' examples.

use crate::descriptor::ActionDescriptor;
use crate::json_schema::{Node, invalid_examples};
use crate::registry::Registry;

/// Checks the examples of all actions of the test binary: `#[input(example = …)]` must be a valid input.
///
/// [`ActionTest`](super::ActionTest) does so for the actions that it calls by name.
///
/// ```
/// use mistral_actions::prelude::*;
///
/// /// Resizes a disk.
/// #[mistral_action(name = "demo.resize")]
/// async fn resize(#[input(example = 40, range(min = 1, max = 100))] size: u32) -> u32 {
///     size
/// }
///
/// // In a `#[test]` function:
/// mistral_actions::testing::assert_examples();
/// ```
///
/// # Panics
///
/// If an example is invalid, or two actions have the same name.
#[track_caller]
pub fn assert_examples() {
    let registry = Registry::linked().unwrap_or_else(|error| panic!("{error}"));
    let problems: Vec<String> = registry.iter().flat_map(problems).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Checks the examples of one action.
#[track_caller]
pub(super) fn assert_examples_of(action: &ActionDescriptor) {
    let problems = problems(action);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn problems(action: &ActionDescriptor) -> Vec<String> {
    let problems = invalid_examples(Node::root(action.input_schema())).into_iter();
    problems
        .map(|problem| format!("action `{}`: {problem}", action.name()))
        .collect()
}

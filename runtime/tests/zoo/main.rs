//! Schema, decoding and the engine's provider accept the same inputs, for types of every kind.

#![allow(dead_code, reason = "the members of the types are only decoded")]
#![allow(
    clippy::linkedlist,
    clippy::option_option,
    clippy::struct_field_names,
    clippy::needless_pass_by_value,
    clippy::type_complexity,
    clippy::zero_sized_map_values,
    reason = "the zoo has types of every kind"
)]
#![allow(clippy::format_push_string, reason = "the text of a report")]

mod exceptions;
mod generate;
mod mutate;
mod provider;
mod random;
mod types;
mod verdicts;

use std::collections::BTreeMap;

use mistral_actions::input::RawInput;
use mistral_actions::{ActionDescriptor, Registry};
use serde_json::Value;

use self::generate::Generator;
use self::random::Random;
use self::verdicts::{Case, Verdicts};

/// Inputs of each action.
const INPUTS: usize = 60;

#[test]
fn schema_decoding_and_provider_accept_the_same_inputs() {
    let registry = Registry::linked().unwrap();
    let actions: Vec<ActionDescriptor> = registry.iter().cloned().collect();
    let mut cases = Vec::new();
    for action in &actions {
        cases.extend(
            inputs_of(action)
                .into_iter()
                .map(|input| Case { action, input }),
        );
    }
    let verdicts = verdicts::of(&actions, &cases);
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    let mut met = exceptions::Met::default();
    for (case, verdicts) in cases.iter().zip(&verdicts) {
        *accepted.entry(case.action.name()).or_default() += usize::from(verdicts.schema);
        if !verdicts.agree() && !met.excuses(case, verdicts) {
            failures.push((case, verdicts));
        }
    }
    report(&failures, cases.len());
    for action in &actions {
        let share = accepted[action.name()];
        assert!(
            (5..=INPUTS - 5).contains(&share)
                || ["annotated.value", "class.value"].contains(&action.name()),
            "{share} of {INPUTS} inputs of {} are valid",
            action.name()
        );
    }
    met.assert_all();
}

/// Returns valid inputs, and inputs with one or two changes.
fn inputs_of(action: &ActionDescriptor) -> Vec<Value> {
    let mut random = Random::of_name(action.name());
    let schema = action.input_schema();
    let mut inputs = Vec::new();
    for index in 0..INPUTS {
        let mut input = Generator {
            root: schema,
            random: &mut random,
        }
        .value(schema, 0);
        for _ in 0..index % 3 {
            mutate::mutate(&mut input, &mut random);
        }
        inputs.push(input);
    }
    inputs
}

/// An object with a repeated key at a random place of a valid input is refused, whatever the type.
#[test]
fn text_with_a_repeated_key_is_refused() {
    let registry = Registry::linked().unwrap();
    let mut random = Random(7);
    let mut tried = 0;
    for action in &registry {
        let inputs = inputs_of(action).into_iter().step_by(3);
        for input in inputs.filter(|input| action.validate(RawInput::Value(input.clone())).is_ok())
        {
            let Some(text) = mutate::with_repeated_key(&input, &mut random) else {
                continue;
            };
            tried += 1;
            let result = action.validate(RawInput::Text(text.clone()));
            assert!(result.is_err(), "{}: {text}", action.name());
        }
    }
    assert!(tried > 1000, "{tried} texts");
}

/// Panics with the first failures of each action.
fn report(failures: &[(&Case<'_>, &Verdicts)], total: usize) {
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut text = String::new();
    for (case, verdicts) in failures {
        let count = shown.entry(case.action.name()).or_default();
        *count += 1;
        if *count <= 3 {
            text += &format!("{}: {}\n{verdicts}\n", case.action.name(), case.input);
        }
    }
    assert!(
        failures.is_empty(),
        "{text}{} of {total} inputs disagree",
        failures.len()
    );
}

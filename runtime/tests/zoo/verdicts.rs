//! The verdicts about an input.

use std::collections::HashMap;
use std::fmt;

use mistral_actions::input::RawInput;
use mistral_actions::testing::ActionTest;
use mistral_actions::{ActionDescriptor, ActionError};
use serde_json::Value;

use crate::provider;

/// An input of an action.
pub(crate) struct Case<'a> {
    pub(crate) action: &'a ActionDescriptor,
    pub(crate) input: Value,
}

/// Four verdicts about an input.
pub(crate) struct Verdicts {
    /// Of the crate `jsonschema`.
    pub(crate) schema: bool,
    schema_errors: Vec<String>,
    /// Of decoding the input as a value, with the problems.
    pub(crate) value: Result<(), String>,
    /// Of decoding the text of the input in a call.
    pub(crate) text: Result<(), String>,
    /// Of the engine's provider.
    pub(crate) provider: bool,
}

impl Verdicts {
    /// Returns whether all are the same.
    pub(crate) fn agree(&self) -> bool {
        let all = [
            self.schema,
            self.value.is_ok(),
            self.text.is_ok(),
            self.provider,
        ];
        all.iter().all(|one| *one == self.schema) && self.value == self.text
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |result: &Result<(), String>| match result {
            Ok(()) => "accepted".to_owned(),
            Err(problems) => problems.clone(),
        };
        writeln!(f, "  schema: {} {:?}", self.schema, self.schema_errors)?;
        writeln!(f, "  value: {}", of(&self.value))?;
        writeln!(f, "  text: {}", of(&self.text))?;
        writeln!(f, "  provider: {}", self.provider)
    }
}

/// Returns the verdicts about all inputs.
pub(crate) fn of(actions: &[ActionDescriptor], cases: &[Case<'_>]) -> Vec<Verdicts> {
    let for_provider: Vec<(String, Value)> = cases
        .iter()
        .map(|case| (case.action.name().to_owned(), case.input.clone()))
        .collect();
    let definitions: Vec<Value> = actions
        .iter()
        .map(|action| serde_json::to_value(action.entry()).unwrap())
        .collect();
    let provider = std::thread::spawn(move || provider::verdicts(&definitions, &for_provider));
    let mut validators = HashMap::new();
    for action in actions {
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(action.input_schema());
        validators.insert(action.name(), validator.unwrap());
    }
    let test = ActionTest::new();
    let own: Vec<_> = cases
        .iter()
        .map(|case| {
            let errors = validators[case.action.name()].iter_errors(&case.input);
            let errors: Vec<String> = errors.map(|one| one.to_string()).collect();
            let value = case.action.validate(RawInput::Value(case.input.clone()));
            let called = RawInput::Text(case.input.to_string());
            let called = test.run(case.action.name(), called).into_result();
            (errors, outcome(value), outcome(called))
        })
        .collect();
    let provider = provider.join().expect("the provider answers");
    own.into_iter()
        .zip(provider)
        .map(|((schema_errors, value, text), provider)| Verdicts {
            schema: schema_errors.is_empty(),
            schema_errors,
            value,
            text,
            provider,
        })
        .collect()
}

fn outcome<T>(result: Result<T, ActionError>) -> Result<(), String> {
    match result {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

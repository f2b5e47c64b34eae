//! Decoding and schema say the same of every input, and a value and its text are the same input.
//!
//! The schema is read by a validator that knows nothing of us. What is deliberately left to serde and
//! wider than the schema: an alias, which only old callers use; `null` for no input at all; a set with an
//! item twice, which it merges; `{"variant": null}` for a variant without content; a struct as an array
//! where serde buffers values first (untagged and internally tagged enums); and in text a member that
//! stands twice inside of an input, of which the last one counts.

#[path = "decoding/actions.rs"]
mod actions;
#[path = "decoding/mutation.rs"]
mod mutation;

use std::cell::Cell;

use jsonschema::Validator;
use mistral_actions::input::Input;
use mistral_actions::{ActionDescriptor, Registry};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};
use serde_json::{Value, json};

fn action(name: &str) -> ActionDescriptor {
    Registry::linked().unwrap().find(name).unwrap().clone()
}

fn validator(action: &ActionDescriptor) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(action.input_schema())
        .unwrap()
}

/// Checks one input: decoding as a value and as text, and the schema.
fn agree(action: &ActionDescriptor, schema: &Validator, input: &Value) -> Result<bool, String> {
    let decoded = action.validate(Input::Value(input.clone()));
    let text = action.validate(Input::Text(input.to_string()));
    let told = |result: &Result<Value, mistral_actions::ActionError>| match result {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    };
    if told(&decoded) != told(&text) {
        let (value, text) = (told(&decoded), told(&text));
        return Err(format!("{input}\n  as a value: {value}\n  as text: {text}"));
    }
    let named = actions::without_aliases(input);
    if schema.is_valid(&named) != decoded.is_ok() {
        let errors: Vec<String> = schema
            .iter_errors(&named)
            .map(|one| one.to_string())
            .collect();
        return Err(format!(
            "{input}\n  decoded: {}\n  schema: {errors:?}",
            told(&decoded)
        ));
    }
    Ok(decoded.is_ok())
}

/// Holds many inputs against an action, and demands that a fair share is accepted and a fair share refused.
fn hold(name: &str, inputs: impl Strategy<Value = Value>) {
    let action = action(name);
    let schema = validator(&action);
    let config = Config {
        cases: 1500,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (accepted, refused) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new_with_rng(config, rng).run(&inputs, |input| -> TestCaseResult {
        let verdict = agree(&action, &schema, &input).map_err(TestCaseError::fail)?;
        let count = if verdict { &accepted } else { &refused };
        count.set(count.get() + 1);
        Ok(())
    });
    match outcome {
        Err(TestError::Fail(reason, _)) => panic!("`{name}` is of two minds: {reason}"),
        outcome => outcome.unwrap(),
    }
    let shares = (accepted.get(), refused.get());
    assert!(
        shares.0 >= 200 && shares.1 >= 200,
        "accepted and refused {shares:?}"
    );
}

#[test]
fn numbers() {
    hold("kinds.numbers", mutation::mutated(actions::numbers_input()));
}

#[test]
fn texts() {
    hold("kinds.texts", mutation::mutated(actions::texts_input()));
}

#[test]
fn shapes() {
    hold("kinds.shapes", mutation::mutated(actions::shapes_input()));
}

#[test]
fn enums() {
    hold("kinds.enums", mutation::mutated(actions::enums_input()));
}

#[test]
fn the_rest() {
    hold(
        "kinds.rest",
        mutation::mutated(json!({"name": "vm", "a": 1, "b": 2})),
    );
}

#[test]
fn class_style() {
    hold("kinds.class", mutation::mutated(actions::class_input()));
}

/// Not one input in a thousand fits by chance; what counts here is that none makes decoding panic.
#[test]
fn arbitrary_json() {
    let config = Config {
        cases: 1500,
        failure_persistence: None,
        ..Config::default()
    };
    let actions = ["numbers", "texts", "shapes", "enums", "rest", "class"]
        .map(|name| action(&format!("kinds.{name}")))
        .map(|action| (validator(&action), action));
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let inputs = mutation::arbitrary().prop_filter("no input", |input| !input.is_null());
    let outcome = TestRunner::new_with_rng(config, rng).run(&inputs, |input| {
        for (schema, action) in &actions {
            agree(action, schema, &input).map_err(TestCaseError::fail)?;
        }
        Ok(())
    });
    outcome.unwrap();
}

/// Text that is no JSON, or that a value cannot express.
#[test]
fn texts_of_their_own() {
    let rest = action("kinds.rest");
    let verdict = |text: &str| match rest.validate(Input::Text(text.into())) {
        Ok(input) => input.to_string(),
        Err(error) => error.input_errors().unwrap().problems()[0].to_string(),
    };
    assert_eq!(
        verdict(r#"{"name": "a", "n": 1e2}"#),
        r#"{"n":100,"name":"a"}"#
    );
    assert_eq!(
        verdict(r#"{"name": "a", "n": -0}"#),
        r#"{"n":0,"name":"a"}"#
    );
    assert_eq!(
        verdict(r#"{"name": "a", "name": "b"}"#),
        "/name: `name` is given twice"
    );
    // The second pass, which the whole float asks for, sees it too.
    let twice = r#"{"int8": 3.0, "pair": 1, "pair": 2}"#;
    let error = action("kinds.numbers").validate(Input::Text(twice.into()));
    assert!(
        error
            .unwrap_err()
            .to_string()
            .ends_with("/pair: `pair` is given twice")
    );
    let huge = verdict(r#"{"name": "a", "n": 1e999}"#);
    assert!(
        huge.starts_with("the input is not valid JSON: number out of range"),
        "{huge}"
    );
    assert!(verdict("{").starts_with("the input is not valid JSON"));
    assert!(verdict("{} {}").starts_with("the input is not valid JSON"));
    let deep = format!("{{\"name\": {}", "[".repeat(100_000));
    assert!(verdict(&deep).starts_with("the input is not valid JSON: recursion limit exceeded"));
}

//! Decoding and schema accept the same inputs, and a value and its text are decoded alike.
//!
//! An independent validator checks the schema. Decoding deliberately accepts more than the schema in these
//! cases: an alias, for old callers; `null` for an empty input; a set with a repeated item; `{"variant": null}` for
//! a variant without content; an array for a struct where serde buffers values first (untagged and internally
//! tagged enums); and, in text, a repeated member inside an input, of which the last one counts.

#[path = "decoding/actions.rs"]
mod actions;
#[path = "decoding/mutation.rs"]
mod mutation;

use std::cell::Cell;

use jsonschema::Validator;
use mistral_actions::input::RawInput;
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

/// Checks that decoding as a value, decoding as text and the schema agree on an input. Returns whether it is valid.
fn agree(action: &ActionDescriptor, schema: &Validator, input: &Value) -> Result<bool, String> {
    let decoded = action.validate(RawInput::Value(input.clone()));
    let text = action.validate(RawInput::Text(input.to_string()));
    let verdict = |result: &Result<Value, mistral_actions::ActionError>| match result {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    };
    if verdict(&decoded) != verdict(&text) {
        let (value, text) = (verdict(&decoded), verdict(&text));
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
            verdict(&decoded)
        ));
    }
    Ok(decoded.is_ok())
}

/// Checks many inputs of an action; at least 200 of them must be valid and 200 invalid.
fn check_many(name: &str, inputs: impl Strategy<Value = Value>) {
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
        Err(TestError::Fail(reason, _)) => {
            panic!("decoding and schema of `{name}` disagree: {reason}")
        }
        outcome => outcome.unwrap(),
    }
    let shares = (accepted.get(), refused.get());
    assert!(
        shares.0 >= 200 && shares.1 >= 200,
        "too few accepted or refused inputs: {shares:?}"
    );
}

#[test]
fn decoding_of_numbers_agrees_with_schema() {
    check_many("kinds.numbers", mutation::mutated(actions::numbers_input()));
}

#[test]
fn decoding_of_texts_agrees_with_schema() {
    check_many("kinds.texts", mutation::mutated(actions::texts_input()));
}

#[test]
fn decoding_of_shapes_agrees_with_schema() {
    check_many("kinds.shapes", mutation::mutated(actions::shapes_input()));
}

#[test]
fn decoding_of_enums_agrees_with_schema() {
    check_many("kinds.enums", mutation::mutated(actions::enums_input()));
}

#[test]
fn decoding_of_flattened_field_agrees_with_schema() {
    check_many(
        "kinds.rest",
        mutation::mutated(json!({"name": "vm", "a": 1, "b": 2})),
    );
}

#[test]
fn decoding_of_hand_written_action_agrees_with_schema() {
    check_many("kinds.class", mutation::mutated(actions::class_input()));
}

/// Hardly any of these inputs is valid. The test checks that none makes decoding panic.
#[test]
fn decoding_of_arbitrary_json_agrees_with_schema() {
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

/// Text that is invalid JSON, or that has no equivalent value.
#[test]
fn special_and_invalid_text_is_handled() {
    let rest = action("kinds.rest");
    let verdict = |text: &str| match rest.validate(RawInput::Text(text.into())) {
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
    // The second pass, due to the whole float, detects the repeated key too.
    let twice = r#"{"int8": 3.0, "pair": 1, "pair": 2}"#;
    let error = action("kinds.numbers").validate(RawInput::Text(twice.into()));
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

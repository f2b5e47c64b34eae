//! The inputs of the samples, and the search for their secrets.

use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;

use super::samples::{NUMBER, PREFIX, TEXT};

/// The inputs of the actions, and one that is invalid, with the secret in the wrong place.
#[allow(clippy::too_many_lines, reason = "a table")]
pub(crate) fn cases() -> Vec<(&'static str, Value, Value)> {
    vec![
        (
            "leak.plain",
            json!({"value": TEXT}),
            json!({"value": [TEXT]}),
        ),
        (
            "leak.newtype",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
        (
            "leak.optional",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
        (
            "leak.list",
            json!({"value": [TEXT]}),
            json!({"value": [NUMBER]}),
        ),
        (
            "leak.boxed",
            json!({"value": [TEXT, 1]}),
            json!({"value": [NUMBER, 1]}),
        ),
        (
            "leak.numbered",
            json!({"value": {"1": TEXT}}),
            json!({"value": {"1": NUMBER}}),
        ),
        (
            "leak.nested",
            json!({"value": {"a": [null, {"1": TEXT}]}}),
            json!({"value": {"a": [null, {"1": NUMBER}]}}),
        ),
        (
            "leak.tagged",
            json!({"value": {"kind": "Plain", "value": TEXT}}),
            json!({"value": {"kind": "Plain", "value": NUMBER}}),
        ),
        (
            "leak.adjacent",
            json!({"value": [{"kind": "Plain", "value": TEXT}, {"kind": "Number", "value": {"pin": NUMBER}}]}),
            json!({"value": [{"kind": "Number", "value": {"pin": TEXT}}]}),
        ),
        (
            "leak.untagged",
            json!({"value": [TEXT, NUMBER]}),
            json!({"value": [{"x": TEXT}]}),
        ),
        (
            "leak.external",
            json!({"value": [{"Plain": TEXT}, {"Login": {"password": TEXT}}]}),
            json!({"value": [{"Plain": NUMBER}]}),
        ),
        (
            "leak.flattened",
            json!({"value": {"key": TEXT, "other": {"deep": [TEXT]}}}),
            json!({"value": {"key": NUMBER}}),
        ),
        (
            "leak.rest",
            json!({"other": TEXT}),
            json!({"other": NUMBER}),
        ),
        (
            "leak.rest_of_secrets",
            json!({"other": TEXT}),
            json!({"other": NUMBER}),
        ),
        (
            "leak.opaque",
            json!({"value": {"user": "ada", "password": TEXT}}),
            json!({"value": {"user": "ada", "password": NUMBER}}),
        ),
        (
            "leak.opaque_list",
            json!({"values": [{"user": "ada", "password": TEXT}]}),
            json!({"values": [{"user": "ada", "password": NUMBER}]}),
        ),
        (
            "leak.opaque_secret",
            json!({"value": {"user": "ada", "password": TEXT}}),
            json!({"value": {"user": NUMBER, "password": TEXT}}),
        ),
        (
            "leak.exposing",
            json!({"value": {"password": TEXT}}),
            json!({"value": {"password": NUMBER}}),
        ),
        (
            "leak.whole",
            json!({"value": {"a": [TEXT, NUMBER]}}),
            json!({"pin": TEXT, "value": {"a": [TEXT, NUMBER]}}),
        ),
        (
            "leak.map",
            json!({"value": {"SECRET-key": TEXT}}),
            json!({"value": {"key": NUMBER}}),
        ),
        (
            "leak.of_struct",
            json!({"value": {"key": TEXT}}),
            json!({"value": {"key": NUMBER}}),
        ),
        (
            "leak.marked",
            json!({"value": {"a": [TEXT, NUMBER]}}),
            json!({"value": {"a": NUMBER}}),
        ),
        (
            "leak.undescribed",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
        (
            "leak.passed_through",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
    ]
}

pub(crate) fn complete(mut input: Value, how: &str) -> Value {
    for (key, value) in [
        ("how", json!(how)),
        ("prefix", json!(PREFIX)),
        ("pin", json!(NUMBER)),
    ] {
        if input[key].is_null() {
            input[key] = value;
        }
    }
    input
}

/// Returns the first line with a secret.
pub(crate) fn exposure(text: &str) -> Option<&str> {
    text.lines().find(|line| {
        ["SECRET", "-tail", "471147", "471_147"]
            .iter()
            .any(|secret| line.contains(secret))
    })
}

#[track_caller]
pub(crate) fn assert_masked(channel: &str, text: &str) {
    assert_eq!(exposure(text), None, "{channel}");
}

pub(crate) fn both_forms(input: &Value) -> [RawInput; 2] {
    [input.clone().into(), RawInput::Text(input.to_string())]
}

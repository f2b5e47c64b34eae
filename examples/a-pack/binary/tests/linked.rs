//! The binary lists and runs the actions of the pack.

use std::process::Command;

use mistral_actions::prelude::*;

/// Runs the binary and returns its output.
fn weather(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_weather"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    mistral_actions::serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn actions_of_the_pack_are_listed() {
    let listed = weather(&["list", "--json"]);
    let names: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|action| action["name"].as_str())
        .collect();
    assert_eq!(names, ["weather.forecast", "weather.umbrella"]);
}

#[test]
fn action_of_the_pack_runs() {
    assert_eq!(weather(&["run", "weather.umbrella", "city=Bergen"]), true);
}

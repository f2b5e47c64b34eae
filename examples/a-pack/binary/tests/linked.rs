//! The binary has the actions of the pack.

use std::process::Command;

use mistral_actions::prelude::*;

/// What the binary prints.
fn weather(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_weather"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    mistral_actions::serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn it_lists_the_actions_of_the_pack() {
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
fn it_runs_them() {
    assert_eq!(weather(&["run", "weather.umbrella", "city=Bergen"]), true);
}

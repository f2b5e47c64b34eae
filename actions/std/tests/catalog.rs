//! Parity of the catalog with Mistral's: names, inputs and defaults.

use std::collections::BTreeMap;
use std::process::Command;

use mistral_actions::Registry;
use mistral_actions::prelude::*;
use mistral_actions::serde_json;
use mistral_actions_std as _;
use mistral_wire::python::PythonClasses;

use test_servers::venv;

/// Returns the inputs of a `params_spec` with their defaults. Their order does not matter, since workflows name them.
fn inputs(params_spec: &str) -> BTreeMap<&str, Option<Value>> {
    params_spec
        .split(", ")
        .filter(|input| !input.is_empty())
        .map(|input| match input.split_once('=') {
            Some((name, default)) => (name, Some(serde_json::from_str(default).unwrap())),
            None => (input, None),
        })
        .collect()
}

#[test]
fn names_inputs_and_defaults_equal_those_of_mistral() {
    let listed = Command::new(venv::python())
        .args([
            "-W",
            "ignore",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/parity/python_actions.py"
            ),
            "list",
        ])
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let python: BTreeMap<String, String> = serde_json::from_slice(&listed.stdout).unwrap();
    let registry = Registry::linked().unwrap();
    let rust: BTreeMap<String, String> = registry
        .iter()
        .map(|action| (action.name().to_owned(), action.params_spec()))
        .collect();
    assert_eq!(
        rust.keys().collect::<Vec<_>>(),
        python.keys().collect::<Vec<_>>()
    );
    for (name, python) in &python {
        let (python, rust) = (inputs(python), inputs(&rust[name]));
        assert_eq!(rust, python, "{name}");
    }
}

#[test]
fn every_class_of_mistral_has_a_counterpart() {
    let mut names: Vec<_> = PythonClasses::linked().unwrap().names().collect();
    names.sort_unstable();
    let expected = [
        "AsyncNoOpAction",
        "EchoAction",
        "FailAction",
        "HTTPAction",
        "JavaScriptAction",
        "MistralHTTPAction",
        "NoOpAction",
        "SSHAction",
        "SSHProxiedAction",
        "SendEmailAction",
        "SleepAction",
        "TestDictAction",
    ];
    assert_eq!(
        names,
        expected.map(|class| format!("mistral.actions.std_actions.{class}"))
    );
}

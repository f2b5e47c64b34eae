//! Every way to declare a secret, through every channel of the command line.

// Their serde and schemars derives name the crates.
use {schemars as _, serde as _};

// Links to files of the runtime's tests; a package contains copies.
#[allow(dead_code, reason = "the runtime's tests use all of it")]
mod cases;
mod defaults;
#[allow(dead_code, reason = "the runtime's tests use all of it")]
mod samples;

use mistral_actions::prelude::*;

use cases::{assert_masked, cases, complete};

/// Returns the output of a command.
fn output(variables: &[(&str, &str)], args: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = mistral_executor::app().environment(variables.iter().copied());
    let args = std::iter::once(&"demo").chain(args);
    app.run_from(args, &mut out, &mut err);
    out.extend(err);
    String::from_utf8(out).expect("output is UTF-8")
}

#[track_caller]
fn assert_all_masked(args: &[&str], expected: &str) {
    let text = output(&[], args);
    assert_masked(&args.join(" "), &text);
    assert!(text.contains(expected), "{args:?}: {text}");
}

#[test]
fn calls_hide_secrets_of_every_type() {
    for (action, input, wrong) in cases() {
        for how in ["error", "panic", "data", "result", "nested"] {
            let input = complete(input.clone(), how).to_string();
            assert_all_masked(&["run", action, "--input", &input], "***");
        }
        let (input, wrong) = (complete(input, "error"), complete(wrong, "error"));
        for json in [&[][..], &["--json-errors"]] {
            let given = input.to_string();
            assert_all_masked(&[&["run", action, "--input", &given], json].concat(), "***");
            assert_all_masked(
                &[&["test", action, "--input", &given], json].concat(),
                "***",
            );
            assert_all_masked(
                &[&["validate", action, "--input", &given], json].concat(),
                "***",
            );
            let given = wrong.to_string();
            for command in ["run", "test", "validate"] {
                assert_all_masked(
                    &[&[command, action, "--input", &given], json].concat(),
                    action,
                );
            }
        }
        assert_all_masked(
            &["test", action, "--json", "--input", &input.to_string()],
            "***",
        );
        let pairs = pairs_of(&input);
        let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
        assert_all_masked(&[&["run", action], &pairs[..]].concat(), "***");
        assert_all_masked(&[&["validate", action, "pin=x"], &pairs[1..]].concat(), "");
    }
}

/// Returns an input as arguments.
fn pairs_of(input: &Value) -> Vec<String> {
    let members = input.as_object().expect("an input is an object");
    let pair = |(key, value): (&String, &Value)| format!("{key}:={value}");
    members.iter().map(pair).collect()
}

/// Inputs are given without dashes; the advice repeats public values only.
#[test]
fn advice_hides_secrets_of_every_type() {
    for (action, ..) in cases() {
        for argument in ["--value=SECRET-value", "--prefix=SECRET-value"] {
            assert_all_masked(
                &["run", action, argument],
                "inputs are given without dashes",
            );
        }
    }
}

#[test]
fn descriptions_hide_secret_defaults() {
    for format in ["json", "openapi", "markdown"] {
        assert_all_masked(&["catalog", "--format", format], "test.defaults");
    }
    let all = cases().into_iter().map(|(action, ..)| action);
    for action in all.chain(["test.defaults"]) {
        assert_all_masked(&["show", action], action);
        assert_all_masked(&["show", action, "--json"], action);
        let words = ["--", "demo", "run", action, ""];
        for last in ["", "value=", "key=", "source=", "text="] {
            let words = [&words[..4], &[last]].concat();
            // Unlike other shells, fish passes everything as arguments.
            let candidates = output(&[("COMPLETE", "fish")], &words);
            assert_masked(&format!("completion of {action} {last}"), &candidates);
            assert!(!last.is_empty() || candidates.contains('='), "{candidates}");
        }
    }
    assert_all_masked(&["list"], "test.defaults");
    assert_all_masked(&["list", "--json"], "test.defaults");
    assert_all_masked(&["run", "test.defaults"], "*** ***");
    assert_all_masked(&["test", "test.defaults"], "***");
    assert_all_masked(&["validate", "test.defaults"], "***");
}

//! Secrets appear only in the result of an action.

use crate::support::{finish, folder, process};

#[test]
fn secrets_are_masked_in_all_output() {
    let context = folder(&[("c.json", r#"{"security": {"auth_token": "tok-4711"}}"#)]);
    let context = context.path().join("c.json");
    let context = ["--context", context.to_str().unwrap()];
    let login = ["demo.login", "user=ada", "password=hunter2"];
    let wrong = [
        "demo.login",
        "password=hunter2",
        "attempts=many",
        "--timeout=1m",
    ];
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["validate", "demo.login", "user=ada", "password=hunter2"],
        vec!["validate", "demo.login", "password:=[\"hunter2\"]"],
        vec!["validate", "demo.login", "password=", "hunter2"],
        vec!["validate", "demo.login", "password=@hunter2"],
        vec![
            "validate",
            "demo.login",
            "--input",
            "{\"password\": \"hunter2\"",
        ],
        vec!["catalog"],
    ];
    for command in ["run", "test"] {
        for attempts in ["attempts=1", "attempts=2", "attempts=3"] {
            commands.push([&[command], &login[..], &[attempts], &context].concat());
        }
        commands.push([&[command], &wrong[..], &context].concat());
    }
    for command in commands {
        for options in [
            &[][..],
            &["-vvv"],
            &["--json-errors"],
            &["-vvv", "--json-errors"],
        ] {
            let args = [&command, options].concat();
            let outcome = finish(&mut process(&args));
            assert!(
                !outcome.out.is_empty() || !outcome.err.is_empty(),
                "{args:?} prints no output"
            );
            for secret in ["hunter2", "tok-4711"] {
                let all = format!("{}{}", outcome.out, outcome.err);
                assert!(!all.contains(secret), "{args:?} prints {secret}: {all}");
            }
        }
    }
}

#[test]
fn secrets_that_an_action_passes_on_are_masked_in_traces() {
    let outcome = finish(&mut process(&["run", "-vvv", "demo.relog"]));
    assert!(outcome.err.contains("logs in"), "{outcome:?}");
    assert!(outcome.err.contains("***"), "{outcome:?}");
    assert!(!outcome.err.contains("made-4711"), "{outcome:?}");
}

/// Masking would reveal it by the gaps in known words.
#[test]
fn short_secret_is_not_masked_in_input_problems() {
    let outcome = finish(&mut process(&[
        "validate",
        "demo.login",
        "user=ada",
        "password=lo",
        "attempts=many",
    ]));
    let start = "error: invalid input for `demo.login`\n  /attempts: expected ";
    assert!(outcome.err.starts_with(start), "{outcome:?}");
}

#[test]
fn masked_secrets_become_asterisks() {
    let outcome = finish(&mut process(&[
        "run",
        "demo.login",
        "user=ada",
        "password=hunter2",
    ]));
    assert!(
        outcome.err.contains("demo.login: ada tries *** and"),
        "{outcome:?}"
    );
    let outcome = finish(&mut process(&[
        "validate",
        "demo.login",
        "user=ada",
        "password=hunter2",
    ]));
    assert_eq!(outcome.json()["password"], "***");
}

#[test]
fn panic_prints_error_only() {
    let args = ["run", "demo.login", "user=a", "password=b-b", "attempts=1"];
    let outcome = finish(&mut process(&args));
    assert!(
        outcome
            .err
            .contains("error: the action `demo.login` panicked: *** and  made me panic\n"),
        "{outcome:?}"
    );
    assert!(!outcome.err.contains("thread"), "{outcome:?}");
    let hint = outcome.err.lines().last().expect("the error has a hint");
    assert!(
        hint.starts_with("hint: it panicked at ") && hint.contains("examples/demo/actions.rs:"),
        "{outcome:?}"
    );
}

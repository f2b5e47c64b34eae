//! Forms of inputs, and errors of invalid ones.

use std::io::Write;
use std::process::Stdio;

use mistral_executor::Exit;
use serde_json::{Value, json};

use crate::support::{Outcome, cli, folder, process};

fn echoed(pair: &str) -> Value {
    cli(&["run", "demo.echo", pair]).success().json()
}

#[test]
fn value_is_parsed_by_type_of_input() {
    assert_eq!(
        cli(&["run", "demo.greet", "name=5", "times=2"])
            .success()
            .out,
        "\"Hello, 5. Hello, 5.\"\n"
    );
    assert_eq!(echoed("output=text"), "text");
    assert_eq!(echoed("output=5"), 5);
    assert_eq!(echoed("output={\"a\": [1]}"), json!({"a": [1]}));
    assert_eq!(echoed("output:=\"5\""), "5");
    assert_eq!(echoed("output=a=b"), "a=b");
}

#[test]
fn files_are_read() {
    let folder = folder(&[
        ("name", "Ada\n"),
        ("key", "one\ntwo\n"),
        ("input.json", r#"{"name": "Bob", "times": 2}"#),
    ]);
    let at = |pair: &str, file: &str| format!("{pair}@{}", folder.path().join(file).display());
    assert_eq!(
        cli(&["run", "--raw", "demo.greet", &at("name=", "name")]).out,
        "Hello, Ada.\n"
    );
    assert_eq!(echoed(&at("output=", "key")), "one\ntwo\n");
    assert_eq!(
        echoed(&at("output:=", "input.json")),
        json!({"name": "Bob", "times": 2})
    );
    let input = at("", "input.json");
    let both = cli(&["run", "--raw", "demo.greet", "--input", &input, "name=Eve"]);
    assert_eq!(
        both.out, "Hello, Eve. Hello, Eve.\n",
        "KEY=VALUE takes precedence over --input"
    );
    let gone = at("name=", "gone");
    let outcome = cli(&["run", "demo.greet", &gone]);
    assert_eq!(outcome.exit, Exit::Usage.code());
    assert!(outcome.err.contains("/name: cannot read "), "{outcome:?}");
}

#[test]
fn standard_input_is_read() {
    let mut child = process(&["run", "--raw", "demo.greet", "--input", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(br#"{"name": "Ada"}"#)
        .unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"Hello, Ada.\n");
}

#[test]
fn all_problems_are_reported_together() {
    let expected = "error: invalid input for `demo.greet`
  /name: missing, expected string
  /times: expected integer from 1 to 9, got string \"x\"
  /lod: unknown input; did you mean `loud`? (the action takes `name`, `times`, `loud`)
";
    for command in ["run", "test", "validate"] {
        cli(&[command, "demo.greet", "times=x", "lod=true"]).fails(Exit::Usage, expected);
    }
    let outcome = cli(&["run", "--json-errors", "demo.greet", "times=x", "lod=true"]);
    let report: Value = serde_json::from_str(&outcome.err).expect("JSON and nothing else");
    assert_eq!(report["error"]["kind"], "invalid_input");
    let pointers = report["error"]["problems"].as_array().unwrap().iter();
    let pointers: Vec<_> = pointers.map(|problem| &problem["pointer"]).collect();
    assert_eq!(pointers, ["/name", "/times", "/lod"]);
}

#[test]
fn malformed_arguments_are_reported_together() {
    cli(&["run", "demo.greet", "Ada", "times:={", "name=a", "name=b"]).fails(
        Exit::Usage,
        "error: cannot read the inputs
  `Ada` is not of the form KEY=VALUE, KEY:=JSON or KEY=@FILE
  /times: not valid JSON: EOF while parsing an object at line 1 column 1
  /name: given twice
",
    );
    cli(&["run", "demo.greet", "--input", "[1]", "name=a"]).fails(
        Exit::Usage,
        "error: KEY=VALUE cannot be combined with an --input that is not a JSON object\n",
    );
    let broken = cli(&["run", "demo.greet", "--input", "{"]);
    assert!(
        broken.err.starts_with("error: --input is not valid JSON: "),
        "{broken:?}"
    );
}

#[test]
fn hint_shows_json_for_array_input() {
    let outcome = cli(&["validate", "demo.many", "hosts=a,b"]);
    assert!(
        outcome
            .err
            .contains("/hosts: expected array of string, got string \"a,b\"\n")
    );
    assert!(
        outcome
            .err
            .ends_with("hint: hosts takes JSON, such as hosts='[\"item\"]'\n"),
        "{outcome:?}"
    );
}

#[test]
fn validate_fills_in_defaults() {
    let Outcome { exit, out, err } = cli(&["validate", "demo.greet", "name=Ada"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (exit, shown, err.as_str()),
        (0, json!({"name": "Ada", "times": 1, "loud": null}), "")
    );
    let valid = cli(&["validate", "--json", "demo.greet", "name=Ada"])
        .success()
        .json();
    assert_eq!(
        (&valid["valid"], &valid["input"]["times"]),
        (&json!(true), &json!(1))
    );
    let invalid = cli(&["validate", "--json", "demo.greet", "times=10"]);
    assert_eq!(
        (invalid.exit, invalid.err.as_str()),
        (Exit::Usage.code(), "")
    );
    assert_eq!(invalid.json()["valid"], false);
    assert_eq!(invalid.json()["problems"][1]["pointer"], "/times");
}

//! `run` and `test`: results, errors and their exit codes.

use mistral_executor::Exit;
use serde_json::{Value, json};

use crate::support::{cli, finish, process};

#[test]
fn result_is_json_or_raw_text() {
    assert_eq!(
        cli(&["run", "demo.greet", "name=Ada"]).success().out,
        "\"Hello, Ada.\"\n"
    );
    assert_eq!(
        cli(&["run", "demo.greet", "name=Ada", "--raw"])
            .success()
            .out,
        "Hello, Ada.\n"
    );
    assert_eq!(
        cli(&["run", "demo.echo", "output=[1]", "--raw"])
            .success()
            .out,
        "[\n  1\n]\n"
    );
}

#[test]
fn progress_is_printed_line_by_line() {
    let outcome = cli(&["run", "demo.count", "to=2"]).success();
    assert_eq!(outcome.out, "2\n");
    assert_eq!(outcome.err, "demo.count:  50% 1\ndemo.count: 100% 2\n");
    assert_eq!(cli(&["run", "--json-errors", "demo.count", "to=2"]).err, "");
}

#[test]
fn run_waits_for_asynchronous_result() {
    assert_eq!(
        cli(&["run", "demo.later", "elsewhere=false"]).success().out,
        "\"at last\"\n"
    );
    let elsewhere = cli(&["run", "demo.later", "elsewhere=true"]).success();
    assert_eq!(elsewhere.out, "");
    assert!(
        elsewhere.err.contains("will be delivered elsewhere"),
        "{elsewhere:?}"
    );
}

#[test]
fn result_handle_dropped_without_result_fails_the_run() {
    let message = "error: the action `demo.lost` dropped its result handle without a result\n";
    cli(&["run", "demo.lost", "panics=false"]).fails(Exit::Failed, message);
    let panicked = cli(&["run", "demo.lost", "panics=true"]);
    assert_eq!(panicked.exit, Exit::Failed.code());
    assert!(
        panicked
            .err
            .contains("without a result: its task panicked\n"),
        "{panicked:?}"
    );
}

#[test]
fn time_limits_are_enforced() {
    for action in ["other.sleep", "demo.never"] {
        let outcome = cli(&["run", action, "--timeout", "10ms"]);
        assert_eq!(
            (outcome.exit, outcome.out.as_str()),
            (Exit::TimedOut.code(), ""),
            "{outcome:?}"
        );
        assert!(outcome.err.contains("10ms"), "{outcome:?}");
    }
    let wrong = cli(&["run", "other.sleep", "--timeout", "soon"]);
    assert_eq!(wrong.exit, Exit::Usage.code());
    assert!(wrong.err.contains("expected 30s"), "{wrong:?}");
}

#[test]
fn failures_have_distinct_exit_codes() {
    cli(&["run", "demo.cancel"]).fails(
        Exit::Cancelled,
        "error: action `demo.cancel` cancelled its task\n",
    );
    let failed = |attempts: &str| {
        let attempts = format!("attempts={attempts}");
        let args = [
            "run",
            "--json-errors",
            "demo.login",
            "user=a",
            "password=b-b",
            &attempts,
        ];
        let outcome = cli(&args);
        assert_eq!((outcome.exit, outcome.out.as_str()), (1, ""), "{outcome:?}");
        let report: Value = serde_json::from_str(&outcome.err).expect("JSON and nothing else");
        let error = &report["error"];
        (error["kind"].clone(), error["data"].clone())
    };
    assert_eq!(failed("1"), (json!("panicked"), Value::Null));
    assert_eq!(failed("2"), (json!("failed"), Value::Null));
    assert_eq!(
        failed("3"),
        (json!("failed"), json!({"tried": ["***", ""]}))
    );
}

#[test]
fn error_inside_action_is_not_wrong_usage() {
    for unknown in ["unknown=true", "unknown=false"] {
        let outcome = cli(&["run", "other.wrong", unknown]);
        assert_eq!(outcome.exit, Exit::Failed.code(), "{outcome:?}");
    }
}

#[test]
fn deprecated_action_runs_with_warning() {
    let outcome = cli(&["run", "demo.both", "name=Ada"]).success();
    assert_eq!(outcome.json(), json!(["Hello, Ada.", 2]));
    assert!(
        outcome
            .err
            .starts_with("warning: `demo.both` is deprecated: call them one by one\n")
    );
}

#[test]
fn dry_run_reports_calls_and_result() {
    let outcome = cli(&["test", "demo.both", "name=Ada"]).success();
    let expected = r#"demo.both {"name":"Ada"}
  would call
    demo.greet {"loud":null,"name":"Ada","times":1}
      valid input; the action implements no dry run
    demo.count {"to":2}
      valid input; the action implements no dry run
  would return [{"would_run":"demo.greet"},{"would_run":"demo.count"}]
no changes were made
"#;
    assert_eq!(outcome.out, expected);
    let own = cli(&["test", "demo.login", "user=a", "password=b-b"]).success();
    assert!(own.out.contains("  would return \"a *** \"\n"), "{own:?}");
    let report = cli(&["test", "--json", "demo.count", "to=3"])
        .success()
        .json();
    assert_eq!(
        (&report["action"], &report["input"]),
        (&json!("demo.count"), &json!({"to": 3}))
    );
    assert!(
        cli(&["test", "demo.count", "to=3"])
            .out
            .contains("the action implements no dry run")
    );
}

#[test]
fn traces_show_calls_and_durations() {
    let outcome = finish(&mut process(&["run", "-v", "demo.both", "name=Ada"])).success();
    let traced = |line: &str| {
        line.contains(r#"action="demo.both""#)
            && line.contains(r#"action="demo.greet""#)
            && line.contains("time.busy=")
    };
    assert!(outcome.err.lines().any(traced), "{outcome:?}");
    assert_eq!(
        outcome.json(),
        json!(["Hello, Ada.", 2]),
        "traces go to standard error only"
    );
}

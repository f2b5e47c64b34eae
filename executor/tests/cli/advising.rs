//! Options of the actions, advice for wrong arguments, aliases, and warnings.

use mistral_executor::Exit;
use serde_json::{Value, json};

use crate::support::{app, cli, folder, run_app};

#[test]
fn options_of_actions_are_set_by_argument_and_variable() {
    let option = |variables: &[(&str, &str)], args: &[&str]| {
        let mut all = vec![
            "run",
            "demo.option",
            "group=action_std_http",
            "name=default_timeout",
        ];
        all.extend(args);
        let app = app().environment(variables.iter().copied());
        run_app(app, &all).success().json()
    };
    let variable = [("OS_ACTION_STD_HTTP__DEFAULT_TIMEOUT", "5")];
    let set = ["--set", "action_std_http.default_timeout=7"];
    assert_eq!(option(&[], &[]), Value::Null);
    assert_eq!(option(&variable, &[]), "5");
    assert_eq!(option(&[], &set), "7");
    assert_eq!(option(&variable, &set), "7", "the argument wins");
    let args = [
        "test",
        "demo.option",
        "group=a",
        "name=b",
        "--set",
        "a.b=c=d",
        "--json",
    ];
    assert_eq!(cli(&args).success().json()["result"]["data"], "c=d");
    let wrong = cli(&[
        "run",
        "demo.option",
        "group=a",
        "name=b",
        "--set",
        "hunter2",
    ]);
    assert_eq!(wrong.exit, Exit::Usage.code());
    assert!(
        wrong.err.contains("--set takes GROUP.OPTION=VALUE"),
        "{wrong:?}"
    );
    assert!(!wrong.err.contains("hunter2"), "{wrong:?}");
}

#[test]
fn options_of_actions_are_read_from_files() {
    let folder = folder(&[("mistral.conf", "[action_std_http]\ndefault_timeout = 9\n")]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    let outcome = cli(&[
        "run",
        "demo.option",
        "group=action_std_http",
        "name=default_timeout",
        "--config-file",
        &conf,
    ]);
    if cfg!(feature = "serve") {
        assert_eq!(outcome.success().json(), "9");
    } else {
        assert_eq!(outcome.exit, Exit::Usage.code());
        assert!(
            outcome.err.contains("write `--set GROUP.OPTION=VALUE`"),
            "{outcome:?}"
        );
    }
}

#[test]
fn input_with_dashes_is_corrected() {
    for args in [
        &["--times=2"][..],
        &["--times", "2"],
        &["name=Ada", "--times=2"],
    ] {
        let mut all = vec!["run", "demo.greet"];
        all.extend(args);
        let outcome = cli(&all);
        assert_eq!(outcome.exit, Exit::Usage.code());
        assert!(
            outcome
                .err
                .contains("hint: inputs are given without dashes: `times=2`\n"),
            "{outcome:?}"
        );
        assert!(outcome.err.contains("--input"), "{outcome:?}");
    }
    let unknown = cli(&["validate", "demo.greet", "--celsius=1"]);
    assert!(unknown.err.contains("`celsius=VALUE`"), "{unknown:?}");
    let secret = cli(&["run", "demo.login", "user=a", "--password=hunter2"]);
    assert!(secret.err.contains("`password=VALUE`"), "{secret:?}");
    assert!(!secret.err.contains("hunter2"), "{secret:?}");
    let option = cli(&["run", "demo.greet", "--timeuot", "5s"]);
    assert!(option.err.contains("--timeout"), "{option:?}");
}

#[test]
fn json_argument_is_corrected() {
    for json in ["{\"name\": \"Ada\"}", "{\"name\": \"a=b\"}"] {
        let outcome = cli(&["run", "demo.greet", json]);
        assert_eq!(outcome.exit, Exit::Usage.code());
        assert!(
            outcome
                .err
                .contains("hint: a JSON object with all inputs is given by `--input JSON`"),
            "{outcome:?}"
        );
    }
}

#[test]
fn alias_of_text_input_is_text() {
    for key in ["server", "id"] {
        let pair = format!("{key}=5");
        assert_eq!(cli(&["run", "demo.server", &pair]).success().json(), "5");
    }
}

#[test]
fn action_that_blocks_past_its_time_limit_is_reported() {
    let outcome = cli(&["run", "demo.busy", "--timeout", "10ms"]).success();
    assert_eq!(outcome.json(), json!("done"));
    let warning = "warning: the action `demo.busy` blocks its thread past its time limit of 10ms: use `blocking`\n";
    assert_eq!(outcome.err, warning);
    let outcome = cli(&["run", "demo.busy", "--timeout", "10s"]).success();
    assert_eq!(outcome.err, "");
}

#[test]
fn misspelt_key_of_a_context_is_refused() {
    let folder = folder(&[("context.json", r#"{"security": {"auth_tokn": "hunter2"}}"#)]);
    let path = folder.path().join("context.json").display().to_string();
    let outcome = cli(&["run", "demo.whoami", "--context", &path]);
    assert_eq!(outcome.exit, Exit::Usage.code());
    assert!(
        outcome
            .err
            .contains("unknown key `security.auth_tokn`; did you mean `auth_token`?"),
        "{outcome:?}"
    );
    assert!(!outcome.err.contains("hunter2"), "{outcome:?}");
}

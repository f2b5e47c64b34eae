//! A binary that is called like Mistral's own.

use mistral_executor::Exit;

use crate::support::{Outcome, app, folder};

fn run(args: &[&str]) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = app()
        .run_from(args.iter().copied(), &mut out, &mut err)
        .code();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    let (out, err) = (text(out), text(err));
    Outcome { exit, out, err }
}

/// A configuration that is refused, so that no worker starts.
const INVALID: &str = "[executor]\ntopic =\n";

#[test]
fn arguments_of_mistrals_executor_serve() {
    let folder = folder(&[
        ("mistral.conf", "[DEFAULT]\ndebug = maybe\n"),
        ("mistral.conf.d/a.conf", INVALID),
    ]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (file, dir) = (path("mistral.conf"), path("mistral.conf.d"));
    let name = path("bin/mistral-server");
    let common = ["--config-file", &file, "--config-dir", &dir];
    for start in [
        &[&*name, "--server", "executor"][..],
        &["mistral-server", "--server=executor"],
        &["mistral-server", "--server", "all", "--server", "executor"],
        &["mistral-executor"],
        &["/usr/bin/mistral-executor", "--server", "executor"],
    ] {
        let outcome = run(&[start, &common].concat());
        outcome.fails(
            Exit::CannotStart,
            &format!(
                "error: invalid configuration:\n  {dir}/a.conf:2: [executor] topic: expected a name, got nothing\n  \
                 {file}:2: [DEFAULT] debug: expected true or false, got `maybe`\n"
            ),
        );
    }
}

#[test]
fn last_config_file_wins() {
    let folder = folder(&[
        ("a.conf", "[executor]\ntopic =\n"),
        ("b.conf", "[executor]\ntopic =\n"),
    ]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (a, b) = (path("a.conf"), path("b.conf"));
    let start = ["mistral-server", "--server=executor"];
    let files = ["--config-file", &a, "--config-file", &b];
    let outcome = run(&[&start[..], &files].concat());
    assert!(outcome.err.contains(&format!("{b}:2: ")), "{outcome:?}");
    assert!(!outcome.err.contains(&format!("{a}:2: ")), "{outcome:?}");
}

#[test]
fn options_of_oslo_log_override_files() {
    let folder = folder(&[(
        "mistral.conf",
        "[DEFAULT]\nlog_date_format = %Q\ndebug = maybe\n",
    )]);
    let file = folder.path().join("mistral.conf").display().to_string();
    let start = ["mistral-executor", "--config-file", &file];
    let problems = |args: &[&str]| run(&[&start[..], args].concat()).err;
    let expected = "expected a format of strftime, such as %Y-%m-%d %H:%M:%S, got";
    assert_eq!(
        problems(&["--log-date-format", "%i", "--nodebug"]),
        format!(
            "error: invalid configuration:\n  command line: [DEFAULT] log_date_format: {expected} `%i`\n"
        )
    );
    let debug = ["--log-date-format=%Y", "-d", "--syslog-log-facility", "x"];
    let switches = [
        "--use-syslog",
        "--use-json",
        "--nouse-journal",
        "--watch-log-file",
    ];
    let said = problems(&[&debug[..], &switches].concat());
    let place = "error: invalid configuration:\n  command line: [DEFAULT] syslog_log_facility: expected LOG_KERN";
    assert!(said.starts_with(place), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[test]
fn other_servers_are_refused_with_their_package() {
    for (args, beginning) in [
        (
            &[][..],
            "this binary is only the executor, and `all` servers",
        ),
        (
            &["--server", "all"],
            "this binary is only the executor, and `all` servers",
        ),
        (
            &["--server=engine"],
            "this binary is only the executor; the server `engine` is in",
        ),
        (
            &["--server", "executor,api"],
            "this binary is only the executor; the server `api` is in",
        ),
        (
            &["--server", "event-engine"],
            "this binary is only the executor; the server `event-engine` is in",
        ),
        (
            &["--server", "notifier"],
            "this binary is only the executor; the server `notifier` is in",
        ),
        (
            &["--server", "periodic"],
            "this binary is only the executor; the server `periodic` is in",
        ),
        (
            &["--server", "executer"],
            "there is no server `executer`; this binary is the executor",
        ),
    ] {
        let outcome = run(&[&["mistral-server"], args].concat());
        assert_eq!(outcome.exit, Exit::Usage.code(), "{outcome:?}");
        assert!(
            outcome.err.starts_with(&format!("error: {beginning}")),
            "{outcome:?}"
        );
        let package = "in Mistral's own package, `mistral` on PyPI";
        assert!(outcome.err.contains(package), "{outcome:?}");
    }
    let outcome = run(&["mistral-executor", "--server", "engine"]);
    assert_eq!(outcome.exit, Exit::Usage.code(), "{outcome:?}");
}

#[test]
fn commands_work_under_mistrals_names() {
    for name in ["mistral-server", "mistral-executor"] {
        let listed = run(&[name, "list"]).success();
        assert!(listed.out.contains("demo.greet"), "{listed:?}");
        let help = run(&[name, "--help"]).success();
        assert!(
            help.out.contains("--server") && help.out.contains("--config-dir"),
            "{help:?}"
        );
        let help = run(&[name, "help"]).success();
        assert!(help.out.contains("Examples:"), "{help:?}");
        run(&[name, "--version"]).success();
        run(&[name, "serve", "--sample-config"]).success();
    }
    let unknown = run(&["mistral-server", "--server=executor", "--config-files", "x"]);
    assert_eq!(unknown.exit, Exit::Usage.code(), "{unknown:?}");
}

#[test]
fn other_names_take_no_such_arguments() {
    for name in ["demo", "mistral-serve", "my-mistral-server"] {
        let outcome = run(&[name, "--server", "executor"]);
        assert_eq!(outcome.exit, Exit::Usage.code(), "{outcome:?}");
        assert!(outcome.err.contains("'--server'"), "{outcome:?}");
    }
}

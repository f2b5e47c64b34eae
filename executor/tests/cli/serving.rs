//! `serve`: checks of the configuration before the worker starts.

use mistral_executor::{App, Exit};
use serde_json::json;

use crate::support::{cli, folder, run_app};

fn app_with(variables: &[(&str, &str)]) -> App {
    mistral_executor::app().environment(variables.iter().copied())
}

#[test]
fn invalid_log_date_format_is_rejected() {
    let folder = folder(&[("mistral.conf", "[DEFAULT]\nlog_date_format = %H:%Q\n")]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    cli(&["serve", "--config-file", &conf]).fails(
        Exit::CannotStart,
        &format!(
            "error: invalid configuration:\n  {conf}:2: [DEFAULT] log_date_format: expected a format of \
             strftime, such as %Y-%m-%d %H:%M:%S, got `%H:%Q`\n"
        ),
    );
}

#[test]
fn password_of_malformed_url_is_not_printed() {
    for url in [
        "rabbit://guest:s3c/ret@host/",
        "rabbit://guest:s3c?ret@127.0.0.1/",
        "rabbit://guest:s3cret",
        "guest:s3cret@127.0.0.1",
        "rabbit:/guest:s3cret@127.0.0.1/",
        "rabbit://guest:12/ret@host/",
        "rabbit://a:b@h,guest:s3c/ret@host/",
    ] {
        let folder = folder(&[(
            "mistral.conf",
            &format!("[DEFAULT]\ntransport_url = {url}\n[mistral_actions]\nmistral_url = {url}\n"),
        )]);
        let conf = folder.path().join("mistral.conf").display().to_string();
        for flags in [
            &[][..],
            &["--check"],
            &["--show-config"],
            &["--show-config", "--json"],
        ] {
            let outcome = cli(&[&["serve", "--config-file", &conf], flags].concat());
            assert_eq!(outcome.exit, Exit::CannotStart.code(), "{outcome:?}");
            let output = outcome.out + &outcome.err;
            let place = format!("{conf}:2: [DEFAULT] transport_url: ");
            assert!(output.contains(&place), "{output}");
            for part in ["s3c", "12/", "ret@"] {
                assert!(!output.contains(part), "{url}: {output}");
            }
        }
    }
}

#[test]
fn check_reports_all_configuration_problems() {
    let folder = folder(&[(
        "mistral.conf",
        "\
[DEFAULT]
default_log_levels = lapin=LOUD
[executor]
topic =
[mistral_actions]
monitoring_address = 9100
mistral_url = mistral
forward_topic = mistral_executor
",
    )]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    let outcome = cli(&["serve", "--check", "--config-file", &conf]);
    let expected = [
        (4, "[executor] topic: expected a name, got nothing"),
        (
            7,
            "[mistral_actions] mistral_url: expected an http:// or https:// URL, got `mistral`",
        ),
        (
            6,
            "[mistral_actions] monitoring_address: expected host:port, got `9100`",
        ),
        (
            2,
            "[DEFAULT] default_log_levels: expected logger=LEVEL with DEBUG, INFO, WARN or ERROR, got `lapin=LOUD`",
        ),
        (
            8,
            "[mistral_actions] forward_topic: equals [executor] topic: forwarded actions would come back",
        ),
    ];
    let expected = expected.map(|(line, problem)| format!("  {conf}:{line}: {problem}\n"));
    let expected = expected.concat();
    let expected = format!("error: invalid configuration:\n{expected}");
    outcome.fails(Exit::CannotStart, &expected);
}

/// A configuration with a broker that does not exist.
const UNREACHABLE: &str = "[DEFAULT]\ntransport_url = rabbit://127.0.0.1:1/\n";

#[test]
fn check_reports_whether_log_file_is_writable() {
    let folder = folder(&[("mistral.conf", UNREACHABLE)]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let check = |log_file: &str| {
        let app = app_with(&[("OS_DEFAULT__LOG_FILE", log_file)]);
        let outcome = run_app(
            app,
            &["serve", "--check", "--config-file", &path("mistral.conf")],
        );
        assert_eq!(outcome.exit, Exit::Failed.code(), "{outcome:?}");
        assert!(outcome.out.contains("\nfailed: 127.0.0.1:1"), "{outcome:?}");
        (outcome.out.lines().next().unwrap().to_owned(), outcome.err)
    };
    let good = path("worker.log");
    let said = "error: 1 check failed\n".to_owned();
    assert_eq!(check(&good), (format!("ok: {good} can be logged to"), said));
    let bad = path("nowhere/worker.log");
    let (told, said) = check(&bad);
    let expected = format!("failed: cannot log to {bad}: No such file");
    assert!(told.starts_with(&expected), "{told}");
    assert_eq!(said, "error: 2 checks failed\n");
}

#[test]
fn check_prints_outcomes_notes_and_verdict_as_json() {
    let folder = folder(&[]);
    let folder = folder.path().display().to_string();
    let log_file = format!("{folder}/worker.log");
    let app = app_with(&[
        ("OS_DEFAULT__TRANSPORT_URL", "rabbit://127.0.0.1:1/"),
        ("OS_DEFAULT__LOG_FILE", &log_file),
    ]);
    let outcome = run_app(
        app,
        &["serve", "--check", "--json", "--config-dir", &folder],
    );
    assert_eq!(outcome.exit, Exit::Failed.code(), "{outcome:?}");
    let mut report = outcome.json();
    let refused = report["checks"][1]["message"].take();
    let refused = refused.as_str().unwrap_or_default();
    assert!(refused.starts_with("127.0.0.1:1"), "{outcome:?}");
    let expected = json!({
        "ok": false,
        "checks": [
            {"ok": true, "message": format!("{log_file} can be logged to")},
            {"ok": false, "message": null},
        ],
        "notes": ["no configuration file was read", report["notes"][1]],
        "refused_actions": [],
    });
    assert_eq!(report, expected);
    let permissions = report["notes"][1].as_str().unwrap_or_default();
    assert!(
        permissions.starts_with("requests may run all "),
        "{outcome:?}"
    );
}

#[test]
fn later_path_wins_whether_file_or_folder() {
    let folder = folder(&[
        ("file.conf", "[executor]\ntopic = of_file\n"),
        ("folder/one.conf", "[executor]\ntopic = of_folder\n"),
    ]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (file, folder) = (
        ["--config-file".to_owned(), path("file.conf")],
        ["--config-dir".to_owned(), path("folder")],
    );
    for (paths, topic) in [
        ([&file, &folder], "of_folder"),
        ([&folder, &file], "of_file"),
    ] {
        let paths = paths.into_iter().flatten().map(String::as_str);
        let args = ["serve", "--show-config"].into_iter().chain(paths);
        let outcome = cli(&args.collect::<Vec<_>>()).success();
        assert!(
            outcome.out.contains(&format!("\ntopic = {topic}\n")),
            "{outcome:?}"
        );
    }
}

/// A configuration that refuses two actions.
const DENYING: &str = "\
[DEFAULT]
transport_url = rabbit://127.0.0.1:1/
[mistral_actions]
deny = demo.greet, other.w*
";

#[test]
fn actions_that_requests_must_not_run_are_marked() {
    let folder = folder(&[("mistral.conf", DENYING)]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    let list = cli(&["list", "--config-file", &conf]).success();
    let marked = list
        .out
        .lines()
        .filter(|line| line.contains("[not allowed]"));
    let marked: Vec<_> = marked
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(marked, ["demo.greet", "other.wrong"]);
    let variables = app_with(&[("OS_MISTRAL_ACTIONS__ALLOW", "demo.*")]);
    let list = run_app(variables, &["list", "--json"]).success().json();
    let of = |name: &str| {
        let all = list.as_array().expect("a list");
        let action = all.iter().find(|action| action["name"] == name);
        action.expect("an action")["allowed"].clone()
    };
    assert_eq!(
        (of("demo.greet"), of("other.wrong")),
        (json!(true), json!(false))
    );
    let missing = format!("{conf}.missing");
    let outcome = cli(&["list", "--config-file", &missing]);
    assert_eq!(outcome.exit, Exit::CannotStart.code(), "{outcome:?}");
}

#[test]
fn check_names_the_actions_that_requests_must_not_run() {
    let folder = folder(&[("mistral.conf", DENYING)]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    let args = ["serve", "--check", "--config-file", &conf];
    let text = cli(&args).out;
    let end = " actions; allow and deny refuse demo.greet, other.wrong\n";
    assert!(
        text.contains("\nrequests may run ") && text.ends_with(end),
        "{text}"
    );
    let report = cli(&[&args[..], &["--json"]].concat()).json();
    assert_eq!(
        report["refused_actions"],
        json!(["demo.greet", "other.wrong"])
    );
}

#[test]
fn check_finds_files_and_addresses_that_serve_would_refuse() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().map(|address| (taken, address)).unwrap();
    let folder = folder(&[]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let check = |audit_log: &str, address: &str| {
        let app = app_with(&[
            ("OS_DEFAULT__TRANSPORT_URL", "rabbit://127.0.0.1:1/"),
            ("OS_MISTRAL_ACTIONS__AUDIT_LOG", audit_log),
            ("OS_MISTRAL_ACTIONS__MONITORING_ADDRESS", address),
        ]);
        let args = ["serve", "--check", "--config-dir", &path("")];
        run_app(app, &args).out
    };
    let good = check(&path("audit.log"), "127.0.0.1:0");
    let audit_log = path("audit.log");
    for line in [
        format!("ok: {audit_log} can be written as audit log\n"),
        "ok: 127.0.0.1:0 can be listened on for monitoring\n".to_owned(),
    ] {
        assert!(good.contains(&line), "{good}");
    }
    assert!(!folder.path().join("audit.log").exists());
    let bad = check(&path("nowhere/audit.log"), &taken.1.to_string());
    for parts in [
        ["failed: cannot log to ", "([mistral_actions] audit_log)\n"],
        [
            "failed: cannot listen on ",
            "([mistral_actions] monitoring_address)",
        ],
    ] {
        let has = |line: &&str| parts.iter().all(|part| line.contains(part.trim_end()));
        assert!(bad.lines().any(|line| has(&line)), "{bad}");
    }
}

#[test]
fn check_reports_missing_configuration_file_first() {
    let empty = folder(&[]);
    let empty = empty.path().display().to_string();
    let app = app_with(&[("OS_DEFAULT__TRANSPORT_URL", "rabbit://127.0.0.1:1/")]);
    let outcome = run_app(app, &["serve", "--check", "--config-dir", &empty]);
    let first = outcome.out.lines().next();
    assert_eq!(first, Some("no configuration file was read"), "{outcome:?}");
}

#[test]
fn missing_config_dir_is_reported_like_missing_file() {
    let folder = folder(&[("mistral.conf", UNREACHABLE)]);
    let missing = folder.path().join("missing").display().to_string();
    for flag in ["--config-file", "--config-dir"] {
        cli(&["serve", "--check", flag, &missing]).fails(
            Exit::CannotStart,
            &format!(
                "error: invalid configuration:\n  {missing}: No such file or directory (os error 2)\n"
            ),
        );
    }
}

#[test]
fn option_of_the_command_line_overrides_variables_and_files() {
    let folder = folder(&[("mistral.conf", "[executor]\nhost = of-file\n")]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    let app = app_with(&[("OS_EXECUTOR__HOST", "of-variable")]);
    let args = ["serve", "--show-config", "--config-file", &conf];
    let set = ["--set", "executor.host=of-argument"];
    let shown = run_app(app, &[&args[..], &set].concat()).success();
    let line = "(command line)\nhost = of-argument\n";
    assert!(shown.out.contains(line), "{shown:?}");
}

#[test]
fn sample_configuration_can_be_used_as_it_is() {
    let sample = cli(&["serve", "--sample-config"]).success().out;
    assert!(
        sample.starts_with("[DEFAULT]\n\n# the brokers: rabbit://"),
        "{sample}"
    );
    let commented = "\n# Deprecated group/name - [DEFAULT]/rpc_thread_pool_size\n#executor_thread_pool_size = 64\n";
    assert!(sample.contains(commented), "{sample}");
    let folder = folder(&[("mistral.conf", &sample)]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    let show = |args: &[&str]| {
        let args = [&["serve", "--show-config"], args].concat();
        let shown = cli(&args).success().out;
        let lines = shown.lines().filter(|line| !line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let empty = self::folder(&[("mistral.conf", "")]);
    let empty = empty.path().join("mistral.conf").display().to_string();
    assert_eq!(
        show(&["--config-file", &conf]),
        show(&["--config-file", &empty])
    );
    let conflict = cli(&["serve", "--sample-config", "--check"]);
    assert_eq!(conflict.exit, Exit::Usage.code(), "{conflict:?}");
}

//! `serve`: what an operator is told before it serves.

use mistral_executor::Exit;

use crate::support::{cli, folder};

#[test]
fn a_date_that_cannot_be_written_is_refused_before_it_is_written() {
    let folder = folder(&[("mistral.conf", "[DEFAULT]\nlog_date_format = %H:%Q\n")]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    cli(&["serve", "--config-file", &conf]).fails(
        Exit::CannotStart,
        &format!(
            "error: the configuration makes no sense:\n  {conf}:2: [DEFAULT] log_date_format: expected a format of \
             strftime, such as %Y-%m-%d %H:%M:%S, got `%H:%Q`\n"
        ),
    );
}

#[test]
fn a_password_is_not_shown_however_the_url_is_written() {
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
            let said = outcome.out + &outcome.err;
            let place = format!("{conf}:2: [DEFAULT] transport_url: ");
            assert!(said.contains(&place), "{said}");
            for part in ["s3c", "12/", "ret@"] {
                assert!(!said.contains(part), "{url}: {said}");
            }
        }
    }
}

#[test]
fn what_could_not_be_served_with_is_refused_by_a_check_too() {
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
            "[mistral_actions] forward_topic: it is [executor] topic: what is forwarded would come back",
        ),
    ];
    let expected = expected.map(|(line, problem)| format!("  {conf}:{line}: {problem}\n"));
    let expected = expected.concat();
    let expected = format!("error: the configuration makes no sense:\n{expected}");
    outcome.fails(Exit::CannotStart, &expected);
}

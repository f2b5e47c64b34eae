//! Features of `std.http` that Mistral does not have.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use test_servers::HttpServer;
use test_servers::scripted::{Answer, ScriptedServer};

fn with(options: &[(&str, &str, &str)]) -> ActionTest {
    let allowed = [("action_std_http", "denied_cidrs", "")];
    let options = allowed.iter().chain(options).copied();
    ActionTest::new().state(Settings::new(options))
}

/// Records all events and spans.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Returns the log of a call, from this thread and the action's threads.
fn logged(test: &ActionTest, input: Value) -> String {
    // tracing caches the interest of subscribers in each call site. As long as one subscriber exists, the thread of another
    // test, which has none, may fill the cache; with two, all are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let log = Log::default();
    let dispatch = tracing::Dispatch::new(log.clone());
    tracing::dispatcher::with_default(&dispatch, || {
        let _: Value = test.run("std.http", input).data();
    });
    log.0.lock().unwrap().clone()
}

#[test]
fn secrets_are_not_logged() {
    let server = HttpServer::start();
    let input = |body: Value| {
        json!({
            "url": format!("http://ada:s3cret-1@{}/echo?token=s3cret-2&page=7", server.address),
            "method": "POST", "json": body, "cookies": {"session": "s3cret-3"},
            "headers": {"X-Auth-Token": "s3cret-4", "Authorization": "Bearer s3cret-5", "X-Plan": "gold"},
        })
    };
    let body = json!({"auth": {"password": "s3cret-6"}, "city": "Oslo"});
    let shown = logged(&with(&[]), input(body.clone()));
    assert!(
        shown.contains("page=7") && shown.contains("gold") && shown.contains("Oslo"),
        "{shown}"
    );
    assert!(!shown.contains("s3cret"), "{shown}");
    let hidden = logged(
        &with(&[
            ("action_logging", "hide_request_body", "true"),
            ("action_logging", "hide_response_body", "true"),
            ("action_logging", "sensitive_headers", "x-plan, other"),
        ]),
        input(body),
    );
    assert!(hidden.contains("page=7"), "{hidden}");
    assert!(
        !hidden.contains("gold") && !hidden.contains("Oslo"),
        "{hidden}"
    );
}

#[test]
fn secrets_of_every_form_are_masked_in_the_log() {
    let server = HttpServer::start();
    for body in [
        json!({"json": {"server": {"adminPass": "x123-s3cret"}}}),
        json!({"json": {"servers": [{"metadata": {"db_pwd": "x123-s3cret"}}]}}),
        json!({"json": [["password", "x123-s3cret"], ["city", "Oslo"]]}),
        json!({"body": [["password", "x123-s3cret"]]}),
        json!({"json": [{"name": "DB_PASSWORD", "value": "x123-s3cret"}]}),
        json!({"json": {"config": "{\"password\": \"x123-s3cret\"}"}}),
        json!({"json": {"url": "https://ada:x123-s3cret@h/"}}),
        json!({"json": {"line": "Password=x123-s3cret;User=ada"}}),
        json!({"json": {"pin": 123_456_789_012_345_u64, "echo": "pin 123456789012345"}}),
        json!({"body": "user=ada&password=x123-s3cret"}),
        json!({"body": "user=ada&password=x123-s3cret%20%C3%BC"}),
        json!({"body": "<user><password>x123-s3cret</password></user>"}),
        json!({"body": "{\"user\": {\"password\": \"x123-s3cret\"}}"}),
        json!({"params": {"user[password]": "x123-s3cret ü"}}),
        json!({"params": [["password", "x123-s3cret"], ["page", "7"]]}),
        json!({"params": "sig=x123-s3cret"}),
        json!({"headers": {"X-Account-Meta-Temp-URL-Key": "x123-s3cret"}}),
        json!({"headers": {"Cookie": "a=b; c=x123-s3cret"}, "json": {"said": "c is x123-s3cret"}}),
        json!({"headers": {"X-Any": "password=x123-s3cret"}}),
        json!({"auth": "ada:x123-s3cret", "json": {"said": "it is x123-s3cret"}}),
        json!({"cookies": {"a": "x123-s3cret"}, "json": {"said": "it is x123-s3cret"}}),
    ] {
        let mut input = json!({"url": server.url("/echo"), "method": "POST"});
        let members = input.as_object_mut().unwrap();
        members.extend(body.as_object().unwrap().clone());
        let shown = logged(&with(&[]), input);
        assert!(shown.contains("running HTTP action"), "{shown}");
        assert!(
            !shown.contains("s3cret") && !shown.contains("123456789012345"),
            "{body}: {shown}"
        );
        assert!(shown.contains("***"), "{body}: {shown}");
    }
}

/// The server repeats what it receives, under other names.
#[test]
fn secrets_that_the_server_repeats_are_masked_in_the_log() {
    let server = HttpServer::start();
    let run = |more: Value| {
        let mut input = json!({"url": server.url("/echo"), "method": "POST"});
        let members = input.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        logged(&with(&[]), input)
    };
    // Escaped in JSON, in JSON within JSON, and in URLs.
    let secret = "x\"1 ü-s3cret";
    let shown = run(json!({"json": {"password": secret}, "params": {"q": secret}}));
    assert!(!shown.contains("s3cret"), "{shown}");
    let shown = run(json!({
        "json": {"password": secret, "said": secret, "config": json!({"a": secret}).to_string()},
    }));
    assert!(!shown.contains("s3cret"), "{shown}");
    // A query can be encoded in several ways.
    let url = server.url("/echo?q=it%27s(1)!s3cret");
    let shown = run(json!({"url": url, "json": {"password": "it's(1)!s3cret"}}));
    assert!(!shown.contains("s3cret"), "{shown}");
    let shown = run(json!({
        "headers": {"X-Hidden": "x123-s3cret"}, "json": {"password": "x123-s3cret", "a": "b"}, "params": "q=x123-s3cret",
    }));
    assert!(!shown.contains("s3cret"), "{shown}");
    // A sensitive header is not to be logged either when it is repeated.
    let hidden = with(&[("action_logging", "sensitive_headers", "X-Plan")]);
    let input = json!({"url": server.url("/echo"), "headers": {"X-Plan": "gold-s3cret"}});
    let shown = logged(&hidden, input);
    assert!(!shown.contains("gold"), "{shown}");
    // Secrets of the response alone.
    let server = ScriptedServer::start([Answer::new(
        200,
        json!({
            "city": "Oslo", "server": {"adminPass": "x1-s3cret"},
            "log": ["used x1-s3cret", "password=x2-s3cret"],
        }),
    )]);
    let token = logged(&with(&[]), json!({"url": server.url}));
    assert!(
        token.contains("Oslo") && !token.contains("s3cret"),
        "{token}"
    );
}

#[test]
fn invalid_options_are_errors_with_their_name() {
    for (group, option, value, message) in [
        (
            "action_std_http",
            "default_timeout",
            "soon",
            "option `default_timeout` of [action_std_http] is `soon`",
        ),
        (
            "action_std_http",
            "max_response_size_bytes",
            "-1",
            "expected a non-negative whole number",
        ),
        (
            "action_logging",
            "hide_request_body",
            "perhaps",
            "expected true or false",
        ),
    ] {
        with(&[(group, option, value)])
            .run("std.http", json!({"url": "http://192.0.2.1/"}))
            .assert_error(message);
    }
}

#[test]
fn policy_applies_to_every_redirect() {
    let server = HttpServer::start();
    let port = server.address.port();
    for (target, message) in [
        (
            "http://169.254.169.254/latest",
            "blocked address (169.254.169.254)",
        ),
        ("file:///etc/passwd", "URL scheme 'file' is not allowed"),
        (
            "//[::ffff:a9fe:a9fe]/",
            "blocked address (::ffff:169.254.169.254)",
        ),
    ] {
        let test = ActionTest::new().state(Settings::new([(
            "action_std_http",
            "denied_cidrs",
            "169.254.0.0/16",
        )]));
        let hops = server.url(&format!("/leave?http://localhost:{port}/leave?{target}"));
        test.run("std.http", json!({"url": hops, "allow_redirects": true}))
            .assert_error(message);
    }
    let only = ActionTest::new().state(Settings::new([
        ("action_std_http", "denied_cidrs", ""),
        ("action_std_http", "allowed_hosts", "127.0.0.1"),
    ]));
    let url = server.url(&format!("/leave?http://localhost:{port}/echo"));
    only.run("std.http", json!({"url": url, "allow_redirects": true}))
        .assert_error("Host 'localhost' is not in [action_std_http] allowed_hosts.");
}

#[test]
fn allowed_hosts_applies_to_proxies_of_the_input() {
    let server = HttpServer::start();
    let run = |allowed_hosts: &str| {
        with(&[("action_std_http", "allowed_hosts", allowed_hosts)]).run(
            "std.http",
            json!({"url": "http://192.0.2.1/echo", "proxies": {"http": server.url("")}}),
        )
    };
    run("192.0.2.1").assert_error("Host '127.0.0.1' is not in [action_std_http] allowed_hosts.");
    let through: Value = run("192.0.2.1,127.0.0.1").data();
    assert_eq!(through["content"]["asked as a proxy"], true);
}

#[test]
fn binary_body_is_an_error() {
    let server = HttpServer::start();
    with(&[])
        .run("std.http", json!({"url": server.url("/raw/binary")}))
        .assert_error("the response body (12 bytes) is neither JSON nor UTF-8 text");
}

#[test]
fn integer_of_more_than_64_bits_becomes_a_float() {
    let server = HttpServer::start();
    let result: Value = with(&[])
        .run(
            "std.http",
            json!({"url": server.url("/raw/json-huge-integer")}),
        )
        .data();
    assert_eq!(result["content"], json!([1.234_567_890_123_456_8e29]));
}

#[test]
fn early_hints_are_skipped() {
    let server = HttpServer::start();
    let result: Value = with(&[])
        .run("std.http", json!({"url": server.url("/raw/early-103")}))
        .data();
    assert_eq!(
        (&result["status"], &result["content"]),
        (&json!(200), &json!("ok"))
    );
}

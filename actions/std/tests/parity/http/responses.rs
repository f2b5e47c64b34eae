//! Responses: statuses, bodies, timeouts, and limits of the size.

use mistral_actions::prelude::*;

use super::super::case::{Case, Part};
use super::super::check;
use super::{allowed, get};
use test_servers::HttpServer;
use test_servers::SAME_RESULT_IN_PYTHON;

tests![statuses, bodies, limits];

fn statuses() {
    let server = HttpServer::start();
    let statuses = [
        200, 201, 202, 203, 206, 226, 299, 300, 301, 306, 307, 308, 399, 400, 401, 404, 418, 500,
        503, 599, 999,
    ];
    let mut cases: Vec<Case> = statuses
        .iter()
        .map(|status| get(server.url(&format!("/status/{status}"))))
        .collect();
    for status in [204, 304] {
        cases.push(get(server.url(&format!("/bodiless/{status}"))));
    }
    for status in [101, 102, 199] {
        cases.push(get(server.url(&format!("/bodiless/{status}"))).both_fail());
    }
    check(&cases);
}

fn bodies() {
    let server = HttpServer::start();
    let mut cases: Vec<Case> = SAME_RESULT_IN_PYTHON
        .iter()
        .map(|name| get(server.url(&format!("/raw/{name}"))))
        .collect();
    for name in [
        "text-broken-UTF8-upper",
        "text-broken-ascii",
        "gzip-not",
        "chunked-broken",
        "cut-short",
        "not-http",
    ] {
        cases.push(get(server.url(&format!("/raw/{name}"))).both_fail());
    }
    for name in ["binary", "binary-utf8"] {
        cases.push(get(server.url(&format!("/raw/{name}"))).different(
            "binary",
            // Mistral's executor cannot send the result and only logs an error: the workflow waits.
            Part::Error("Result: UnicodeDecodeError"),
            Part::Error("is neither JSON nor UTF-8 text"),
        ));
    }
    for name in ["text-charset-unknown", "too-large"] {
        cases.push(get(server.url(&format!("/raw/{name}"))));
    }
    cases.push(get(server.url("/raw/bad-length")).both_fail());
    let data = |content: Value| Part::DataWith(json!({ "content": content }));
    cases.push(get(server.url("/raw/early-103")).different(
        "early-hints",
        Part::Error(r#""status":103"#),
        data(json!("ok")),
    ));
    cases.push(get(server.url("/raw/json-latin1-undeclared")).different(
        "json-charset",
        data(json!({"a": "Köln ist eine schöne Stadt"})),
        Part::Error("is neither JSON nor UTF-8 text"),
    ));
    cases.push(get(server.url("/raw/json-nan")).different(
        "json-nan",
        data(json!([{"not JSON": "NaN"}, {"not JSON": "Infinity"}])),
        data(json!("[NaN, Infinity]")),
    ));
    check(&cases);
}

fn limits() {
    let server = HttpServer::start();
    let with = |options: Value, path: &str| {
        let mut case = get(server.url(path));
        case.settings["action_std_http"]
            .as_object_mut()
            .unwrap()
            .extend(options.as_object().unwrap().clone());
        case
    };
    let mut cases = vec![
        with(json!({"max_response_size_bytes": 5}), "/raw/text"),
        with(json!({"max_response_size_bytes": 4}), "/raw/text"),
        with(json!({"max_response_size_bytes": 0}), "/raw/too-large"),
        with(json!({"default_timeout": 1}), "/slow").both_fail(),
        with(json!({"default_timeout": 1}), "/trickle").both_fail(),
        with(json!({"default_timeout": 0}), "/echo").different(
            "http-no-timeout",
            Part::Error("Attempted to set connect timeout to 0"),
            Part::DataWith(json!({"status": 200})),
        ),
        with(json!({"max_response_size_bytes": 4}), "/raw/until-closed").different(
            "http-size",
            Part::DataWith(json!({"content": "until the end"})),
            Part::Error("HTTP response is too large (limit=4 bytes)."),
        ),
        with(json!({"max_response_size_bytes": 4}), "/raw/chunked").different(
            "http-size",
            Part::DataWith(json!({"content": "Wikipedia!"})),
            Part::Error("HTTP response is too large (limit=4 bytes)."),
        ),
        with(json!({}), "/raw/gzip-bomb").different(
            "http-size",
            Part::DataWith(json!({"status": 200})),
            Part::Error("HTTP response is too large (limit=5242880 bytes)."),
        ),
        with(json!({}), "/endless").different(
            "http-size",
            Part::DataWith(json!({"status": 200})),
            Part::Error("HTTP response is too large (limit=5242880 bytes)."),
        ),
    ];
    let timed = |timeout: Value, path: &str| {
        allowed(
            "std.http",
            json!({"url": server.url(path), "timeout": timeout}),
        )
    };
    for timeout in [json!(5), json!(0.5), json!(1e9), json!(null)] {
        cases.push(timed(timeout, "/echo"));
    }
    for timeout in [
        json!(0),
        json!(-1),
        json!("soon"),
        json!(""),
        json!([1]),
        json!({}),
        json!(true),
    ] {
        cases.push(timed(timeout, "/echo").both_fail());
    }
    cases.push(timed(json!("3"), "/echo").both_fail());
    cases.push(timed(json!(0.3), "/slow").both_fail());
    cases.push(timed(json!(0.3), "/trickle").both_fail());
    cases.push(get(server.url("/closes")).both_fail());
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    cases.push(get(format!("http://{unused}/")).both_fail());
    cases.push(get("http://no-such-host.invalid/").both_fail());
    check(&cases);
}

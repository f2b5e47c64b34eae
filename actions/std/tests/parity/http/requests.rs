//! Contents of requests: methods, parameters, bodies, headers, cookies, credentials.

use mistral_actions::prelude::*;

use super::super::case::{Part, case};
use super::super::check;
use super::{allowed, get};
use test_servers::HttpServer;

tests![requests, credentials, mistral_http];

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn requests() {
    let server = HttpServer::start();
    let url = |path: &str| server.url(path);
    let with = |input: Value| {
        let mut input = input;
        input["url"] = url("/echo").into();
        allowed("std.http", input)
    };
    let mut cases = Vec::new();
    for path in [
        "",
        "/",
        "/a b/ü/%7euser/%2f%3a/../x/./y?q=ö&r=a b&s=%41#part",
        "/a|b^c{d}e\"f<g>`h?x={1|2}&y=^",
        "/100%/%zz",
        "/?",
        "/p;a=b?c;d",
        "//double//slash",
    ] {
        cases.push(get(url(path)));
    }
    for method in [
        "get", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "Purge",
    ] {
        cases.push(with(json!({"method": method})));
        cases.push(with(json!({"method": method, "body": "x"})));
    }
    let empty = with(json!({"method": ""}));
    cases.push(empty.different(
        "http-method",
        Part::DataWith(json!({"content": {"method": ""}})),
        Part::Error("`method` is not a valid HTTP method"),
    ));
    for method in [json!("A B"), json!(null), json!(7), json!("GET\r\nX: y")] {
        cases.push(with(json!({"method": method})).both_fail());
    }
    for params in [
        json!({}),
        json!({"a": "b c", "d": 1, "e": [1, "2", null], "f": null, "g": true, "h": 1.50, "i": {"j": 1}}),
        json!({"ключ": "значение & =", "": ""}),
        json!("raw=ü&x=1 2"),
        json!(""),
        json!([["a", 1], ["a", 2]]),
        json!([]),
    ] {
        cases.push(with(json!({"params": params})));
    }
    cases.push(allowed(
        "std.http",
        json!({"url": url("/echo?x=1"), "params": {"y": 2}}),
    ));
    for params in [json!(7), json!([1, 2]), json!(["a"])] {
        cases.push(with(json!({"params": params})).both_fail());
    }
    for body in [
        json!("text ü 世界"),
        json!(""),
        json!(null),
        json!({"a": [1, 2.0, "ü\u{1F980}\n\"\\/\u{7f}"], "b": null, "c": true, "d": 1e16, "e": 1e-7}),
        json!({}),
        json!([]),
        json!(0),
        json!(false),
        json!([["a", "b c"], ["d", 1]]),
        json!("x".repeat(200_000)),
    ] {
        cases.push(with(json!({"method": "POST", "body": body})));
    }
    for body in [json!(7), json!(true), json!([1])] {
        cases.push(with(json!({"method": "POST", "body": body})).both_fail());
    }
    for json in [
        json!({"a": "ü"}),
        json!([]),
        json!({}),
        json!(""),
        json!(0),
        json!(false),
        json!(null),
        json!("text"),
        json!([1, [2, {"a": null}]]),
    ] {
        cases.push(with(json!({"method": "POST", "json": json})));
    }
    cases.push(with(
        json!({"method": "POST", "body": "", "json": {"a": 1}}),
    ));
    cases.push(with(
        json!({"method": "POST", "body": {}, "json": {"a": 1}}),
    ));
    cases.push(with(json!({"method": "POST", "body": "a", "json": []})));
    cases.push(with(
        json!({"method": "POST", "body": "a", "json": {"a": 1}}),
    ));
    for headers in [
        json!({"X-Text": "a", "X-Number": 7, "X-Float": 1.50, "X-True": true, "X-None": null, "x-latin": "Köln"}),
        json!({"Content-Type": "text/x", "content-length": "1"}),
        json!({"Accept": "text/html", "accept-encoding": "identity", "Connection": "close"}),
        json!({"Accept": null, "User-Agent": null}),
        json!({"Host": "elsewhere.example"}),
        json!({"Authorization": "Bearer t", "Cookie": "a=b"}),
        json!({"X-Trailing": "a "}),
        json!({"X-Empty": ""}),
        json!({}),
        json!(null),
    ] {
        cases.push(with(
            json!({"method": "POST", "json": 1, "headers": headers}),
        ));
    }
    for headers in [
        json!({"X": "世界"}),
        json!({"X": "a\nb"}),
        json!({"X": " a"}),
        json!({"": "a"}),
        json!({"X": ["a"]}),
        json!({"X": {"a": 1}}),
        json!("X: a"),
        json!(["X"]),
    ] {
        cases.push(with(json!({"headers": headers})).both_fail());
    }
    cases.push(with(json!({"headers": {"X Y": "a"}})).different(
        "http-header-names",
        Part::DataWith(json!({"status": 200})),
        Part::Error("`X Y` is not a valid header name"),
    ));
    for cookies in [
        json!({"a": "b"}),
        json!({"a": "b", "c": "d e"}),
        json!({}),
        json!(null),
    ] {
        cases.push(with(json!({"cookies": cookies})));
    }
    for cookies in [
        json!({"a": 7}),
        json!({"a": true}),
        json!("a=b"),
        json!([1]),
        json!({"a": ["b"]}),
    ] {
        cases.push(with(json!({"cookies": cookies})).both_fail());
    }
    cases.push(with(
        json!({"cookies": {"a": "b"}, "headers": {"Cookie": "c=d"}}),
    ));
    cases.push(allowed("std.http", json!({})));
    cases.push(allowed("std.http", json!({"url": url("/"), "unknown": 1})));
    check(&cases);
}

fn credentials() {
    let server = HttpServer::start();
    let with = |auth: Value| {
        allowed(
            "std.http",
            json!({"url": server.url("/echo"), "auth": auth}),
        )
    };
    let mut cases = Vec::new();
    for auth in ["ada:s3cret", "ada:", ":", "ä:ü", "世界:secret"] {
        let mut case = with(json!(auth));
        case.local = true;
        cases.push(if auth.is_ascii() || auth.contains('ü') {
            case
        } else {
            case.different(
                "http-auth-utf8",
                Part::Error("'latin-1' codec can't encode"),
                Part::DataWith(json!({"status": 200})),
            )
        });
        let python = Part::Error("Failed to send HTTP request: 'list' object is not callable");
        let rust = Part::DataWith(json!({"status": 200}));
        cases.push(with(json!(auth)).different("http-auth", python, rust));
    }
    for auth in [json!(""), json!(null)] {
        cases.push(with(auth));
    }
    for auth in [json!("ada"), json!("a:b:c"), json!(7), json!({"a": "b"})] {
        cases.push(with(auth).both_fail());
    }
    let in_url = format!("http://ada:s%33cret@{}/echo", server.address);
    cases.push(get(in_url));
    check(&cases);
}

fn mistral_http() {
    let server = HttpServer::start();
    let with = |path: &str, headers: Value| {
        allowed(
            "std.mistral_http",
            json!({"url": server.url(path), "headers": headers}),
        )
    };
    check(&[with(
        "/echo",
        json!({"X-Number": 7, "Mistral-Task-Id": "forged"}),
    )]);
    let received = server.received();
    // One from Mistral's class, and two from this pack: by name and from the engine's object.
    assert_eq!(received.len(), 3);
    assert_eq!(received[1], received[0]);
    assert_eq!(received[2], received[0]);
    let headers = received[0]["headers"].as_array().unwrap();
    for header in [
        ["mistral-action-execution-id", "a7eb257e"],
        ["mistral-callback-url", "/v2/action_executions/a7eb257e"],
        ["mistral-task-id", "5ceea1b2"],
        ["mistral-workflow-execution-id", "c1d2e3f4"],
        ["mistral-workflow-name", "parity"],
    ] {
        assert!(
            headers.contains(&json!(header)),
            "{header:?} in {headers:?}"
        );
    }
    check(&[
        with("/status/404", json!({"X-Number": 7})),
        with("/raw/text-charset-unknown", json!(null)),
        case("std.mistral_http", json!({"url": "http://127.0.0.1/"})),
        allowed(
            "std.mistral_http",
            json!({"url": server.url("/"), "unknown": 1}),
        ),
    ]);
}

//! Targets of requests: redirects, the egress policy, TLS, proxies.

use mistral_actions::prelude::*;

use super::super::case::{Case, Part, case};
use super::super::check;
use super::{allowed, get};
use test_servers::HttpServer;

tests![redirects, policy, tls, proxies];

fn redirects() {
    let server = HttpServer::start();
    let to = |path: &str, method: &str| {
        let input = json!({
            "url": server.url(path), "method": method, "allow_redirects": true,
            "headers": {"Authorization": "Bearer t", "X-Kept": "k"}, "cookies": {"flavour": "vanilla"},
        });
        let mut input = input;
        if method != "GET" {
            input["json"] = json!({"a": 1});
        }
        allowed("std.http", input)
    };
    let mut cases = Vec::new();
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        for method in ["GET", "POST", "HEAD", "PUT"] {
            cases.push(to(&format!("/to/{status}/echo?x=1"), method));
        }
        cases.push(get(server.url(&format!("/to/{status}/echo"))));
    }
    cases.push(to("/to/301/to/302/to/303/echo#part", "GET"));
    for allow in [
        json!("yes"),
        json!(1),
        json!(false),
        json!(""),
        json!("false"),
        json!([]),
        json!(null),
    ] {
        cases.push(allowed(
            "std.http",
            json!({"url": server.url("/to/302/echo"), "allow_redirects": allow}),
        ));
    }
    cases.push(to("/loop", "GET"));
    let localhost = format!("http://localhost:{}/echo", server.address.port());
    let elsewhere = to(&format!("/leave?{localhost}"), "GET");
    let got =
        |headers: Value| Part::DataWith(json!({"content": {"method": "GET", "headers": headers}}));
    let host = format!("localhost:{}", server.address.port());
    let common = |more: &[(&str, &str)]| {
        let mut headers = vec![
            ("accept", "*/*"),
            ("accept-encoding", "gzip, deflate"),
            ("connection", "keep-alive"),
            ("host", host.as_str()),
            ("x-kept", "k"),
        ];
        headers.extend_from_slice(more);
        headers.sort_unstable();
        json!(headers)
    };
    cases.push(elsewhere.different(
        "cookies-elsewhere",
        got(common(&[("cookie", "flavour=vanilla")])),
        got(common(&[])),
    ));
    for target in ["ftp://127.0.0.1/", "file:///etc/passwd"] {
        let redirected = to(&format!("/leave?{target}"), "GET");
        cases.push(redirected.different(
            "egress-redirect",
            Part::Error("No connection adapters were found"),
            Part::Error("is not allowed (only http and https are)."),
        ));
    }
    for target in ["http://", "http://[bad"] {
        cases.push(to(&format!("/leave?{target}"), "GET").both_fail());
    }
    // Mistral checks only the target of the first request.
    let mut metadata = to(
        &format!("/leave?http://127.0.0.2:{}/echo", server.address.port()),
        "GET",
    );
    metadata.settings = json!({"action_std_http": {"denied_cidrs": ["127.0.0.2/32"]}});
    cases.push(metadata.different(
        "egress-redirect",
        Part::Error("Connection refused"),
        Part::Error("URL host '127.0.0.2' resolves to a blocked address (127.0.0.2)."),
    ));
    check(&cases);
}

fn policy() {
    let server = HttpServer::start();
    let port = server.address.port();
    let mut cases: Vec<Case> = [
        json!("http://127.0.0.1/"),
        json!("http://localhost/"),
        json!("http://169.254.169.254/latest/meta-data"),
        json!("http://[::1]/"),
        json!("https://127.0.0.1:1/"),
        json!("http://127.1.2.3"),
        json!("ftp://example.org/"),
        json!("FILE:///etc/passwd"),
        json!("example.org/path"),
        json!("//example.org"),
        json!(""),
        json!("gopher:x"),
        json!("http://"),
        json!("http:///path"),
        json!("http:path"),
        json!("https://?q"),
        json!("1http://x"),
        json!("javascript:alert(1)"),
    ]
    .map(|url| case("std.http", json!({ "url": url })))
    .into();
    for url in [
        json!(null),
        json!(7),
        json!(["http://x"]),
        json!("http://[::1"),
        json!("http://h:port/"),
    ] {
        cases.push(case("std.http", json!({ "url": url })).both_fail());
    }
    let with = |options: Value, url: String| {
        let mut case = case("std.http", json!({ "url": url }));
        case.settings = json!({ "action_std_http": options });
        case
    };
    cases.push(with(
        json!({"allowed_hosts": ["example.org"]}),
        "http://example.com/".into(),
    ));
    cases.push(with(
        json!({"allowed_hosts": ["example.org"]}),
        "http://EXAMPLE.org.evil/".into(),
    ));
    cases.push(with(
        json!({"allowed_hosts": ["LOCALHOST", "127.0.0.1"], "denied_cidrs": []}),
        server.url("/echo"),
    ));
    cases.push(with(
        json!({"denied_cidrs": ["10.0.0.0/8", "127.0.0.1"]}),
        server.url("/"),
    ));
    cases.push(with(
        json!({"denied_cidrs": ["nonsense", "127.0.0.1/8"]}),
        server.url("/"),
    ));
    cases.push(with(
        json!({"denied_cidrs": ["nonsense"]}),
        server.url("/echo"),
    ));
    // Other notations of loopback; Mistral's own check does not detect all of them.
    for (url, rust) in [
        (
            format!("http://[::ffff:127.0.0.1]:{port}/echo"),
            "blocked address (::ffff:127.0.0.1)",
        ),
        (
            format!("http://0.0.0.0:{port}/echo"),
            "blocked address (0.0.0.0)",
        ),
    ] {
        cases.push(case("std.http", json!({ "url": url })).different(
            "egress-spellings",
            Part::DataWith(json!({"status": 200})),
            Part::Error(rust),
        ));
    }
    let proxied = json!({"url": "http://192.0.2.1/echo", "proxies": {"http": server.url("")}});
    cases.push(case("std.http", proxied).different(
        "egress-proxy",
        Part::DataWith(json!({"status": 200})),
        Part::Error("URL host '127.0.0.1' resolves to a blocked address (127.0.0.1)."),
    ));
    check(&cases);
}

fn tls() {
    let server = HttpServer::start();
    let authority = server.authority.path().to_str().unwrap();
    let url = server.secure_url("/echo");
    let with = |verify: Value| allowed("std.http", json!({"url": url, "verify": verify}));
    let mut cases = vec![
        with(json!(authority)),
        with(json!(false)),
        allowed(
            "std.http",
            json!({"url": server.url("/echo"), "verify": "/no/such/file"}),
        ),
        allowed(
            "std.http",
            json!({"url": server.url("/echo"), "verify": true}),
        ),
    ];
    let plain_port = format!("https://localhost:{}/", server.address.port());
    let tls_port = format!("http://localhost:{}/", server.secure.port());
    let other_name = format!("https://127.0.0.1:{}/", server.secure.port());
    for input in [
        json!({"url": url}),
        json!({"url": url, "verify": true}),
        json!({"url": url, "verify": null}),
        json!({"url": url, "verify": "/no/such/file"}),
        json!({"url": url, "verify": file!()}),
        json!({"url": url, "verify": [1]}),
        json!({"url": other_name, "verify": authority}),
        json!({"url": plain_port, "verify": false, "timeout": 1}),
        json!({"url": tls_port, "timeout": 1}),
    ] {
        cases.push(allowed("std.http", input).both_fail());
    }
    for (off, rust) in [(json!(""), "`verify` is empty"), (json!(0), "/verify")] {
        cases.push(with(off).different(
            "http-verify",
            Part::DataWith(json!({"status": 200})),
            Part::Error(rust),
        ));
    }
    check(&cases);
}

fn proxies() {
    let server = HttpServer::start();
    let authority = server.authority.path().to_str().unwrap();
    let proxy = server.url("");
    let plain = |proxies: Value| {
        allowed(
            "std.http",
            json!({"url": "http://192.0.2.1:8080/echo?a=b", "proxies": proxies}),
        )
    };
    let mut cases = vec![
        plain(json!({"http": proxy})),
        plain(json!({"http": server.address.to_string()})),
        plain(json!({"all": proxy})),
        plain(json!({"http://192.0.2.1": proxy, "http": "http://192.0.2.2"})),
        plain(json!({"http": format!("http://ada:s%33cret@{}", server.address)})),
        allowed(
            "std.http",
            json!({"url": server.url("/echo"), "proxies": {"https": "http://192.0.2.1"}}),
        ),
        allowed(
            "std.http",
            json!({"url": server.url("/echo"), "proxies": {"http": ""}}),
        ),
        allowed(
            "std.http",
            json!({"url": server.url("/echo"), "proxies": {}}),
        ),
        allowed(
            "std.http",
            json!({
                "url": server.secure_url("/echo"), "proxies": {"https": proxy}, "verify": authority
            }),
        ),
    ];
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for proxy in [
        json!(format!("http://{unused}")),
        json!("socks5://127.0.0.1:1"),
        json!(7),
    ] {
        cases.push(plain(json!({ "http": proxy })).both_fail());
    }
    cases.push(plain(json!("http://127.0.0.1")).both_fail());
    cases.push(
        allowed(
            "std.http",
            json!({
                "url": "https://localhost:1/", "proxies": {"https": proxy}
            }),
        )
        .both_fail(),
    );
    check(&cases);
}

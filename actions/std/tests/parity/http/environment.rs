//! Proxies of the environment.

use mistral_actions::prelude::*;

use super::super::case::{Case, Part};
use super::super::check;
use super::{allowed, get};
use test_servers::HttpServer;

tests![
    proxies_of_the_environment,
    hosts_without_proxy,
    proxies_of_the_input_and_the_environment,
    unusable_proxy_is_never_bypassed,
    host_of_a_redirect_without_proxy
];

/// A proxy that refuses connections.
const DEAD: &str = "http://127.0.0.1:1";

/// Returns a case with variables of the environment. `PROXY` stands for the server, which is also a proxy.
fn within(mut case: Case, server: &HttpServer, variables: &[(&'static str, &str)]) -> Case {
    let value = |text: &str| {
        text.replace("PROXY", &server.url(""))
            .replace("PORT", &server.address.port().to_string())
    };
    case.environment = variables
        .iter()
        .map(|(name, text)| (*name, value(text)))
        .collect();
    case
}

fn proxies_of_the_environment() {
    let server = HttpServer::start();
    let mut cases = Vec::new();
    for variables in [
        &[("http_proxy", "PROXY")][..],
        &[("HTTP_PROXY", "PROXY")],
        &[("Http_Proxy", "PROXY")],
        &[("all_proxy", "PROXY")],
        &[("ALL_PROXY", "PROXY")],
        &[("http_proxy", "PROXY"), ("HTTP_PROXY", DEAD)],
        &[("HTTP_proxy", "PROXY"), ("HTTP_PROXY", DEAD)],
        &[("http_proxy", "PROXY"), ("ALL_PROXY", DEAD)],
        &[("HTTP_PROXY", "PROXY"), ("all_proxy", DEAD)],
        &[("HTTP_PROXY", "PROXY"), ("HTTPS_PROXY", "nonsense://x")],
        &[
            ("http_proxy", ""),
            ("ALL_PROXY", "PROXY"),
            ("HTTP_PROXY", DEAD),
        ],
        &[("http_proxy", "127.0.0.1:PORT")],
        &[("http_proxy", "http://ada:s%33cret@127.0.0.1:PORT/path")],
        &[("http_proxy", "PROXY"), ("REQUEST_METHOD", "GET")],
        &[
            ("HTTP_PROXY", DEAD),
            ("ALL_PROXY", "PROXY"),
            ("REQUEST_METHOD", "GET"),
        ],
        &[
            ("http_proxy", "PROXY"),
            ("no_proxy", "192.0.2.2,192.0.2.0/32,92.0.2.1"),
        ],
        &[
            ("http_proxy", "PROXY"),
            ("NO_PROXY", "192.0.2.1/0,192.0.2.1/33,a/b"),
        ],
        &[("http_proxy", "PROXY"), ("no_proxy", "192.0.2.1:8080")],
        &[("http_proxy", "PROXY"), ("no_proxy", "*,x")],
    ] {
        cases.push(within(
            get("http://192.0.2.1:8080/echo?a=b"),
            &server,
            variables,
        ));
    }
    // Connected to directly, since the proxy is for other URLs.
    for variables in [
        &[("http_proxy", ""), ("HTTP_PROXY", DEAD)][..],
        &[("https_proxy", DEAD)],
        &[("ftp_proxy", DEAD)],
        &[("HTTP_PROXY", DEAD), ("REQUEST_METHOD", "GET")],
        &[("HTTPPROXY", DEAD)],
    ] {
        cases.push(within(get(server.url("/echo")), &server, variables));
    }
    let target = || server.secure_url("/echo");
    let verify = server.authority.path().to_str().unwrap();
    for variable in ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        let input = json!({"url": target(), "verify": verify});
        cases.push(within(
            allowed("std.http", input),
            &server,
            &[(variable, "PROXY")],
        ));
    }
    check(&cases);
}

fn hosts_without_proxy() {
    let server = HttpServer::start();
    let port = server.address.port();
    let mut cases = Vec::new();
    for hosts in [
        "*",
        " * ",
        "*,x",
        "127.0.0.1",
        "10.0.0.1, 127.0.0.1",
        "127.0.0.1:PORT",
        "127.0.0.0/8",
        "127.1.2.3/8",
        "127.0.0.2/31",
        "127.0.0.0/0",
        "0.0.1",
        ".0.0.1",
        "localhost",
        "LOCALHOST",
        ".localhost",
        "..localhost",
        "ocalhost",
        ".ocalhost",
        "*localhost",
        "localhost:PORT",
        ".localhost:PORT",
        "localhost:1",
        "x,,localhost,",
        "lo cal host",
        ",",
        "",
    ] {
        for host in ["127.0.0.1", "localhost"] {
            let case = get(format!("http://{host}:{port}/echo"));
            let variables = [("http_proxy", "PROXY"), ("no_proxy", hosts)];
            cases.push(within(case, &server, &variables));
        }
    }
    for variables in [
        &[("NO_PROXY", "*")][..],
        &[("NO_PROXY", "localhost:PORT")],
        &[("no_proxy", "x"), ("NO_PROXY", "*")],
        &[("no_proxy", ""), ("NO_PROXY", "*")],
        &[("no_proxy", ""), ("NO_PROXY", "localhost")],
        &[("No_Proxy", "localhost")],
        &[("no_proxy", "localhost"), ("NO_PROXY", "x")],
    ] {
        let mut variables = variables.to_vec();
        variables.push(("http_proxy", "PROXY"));
        let case = get(format!("http://localhost:{port}/echo"));
        cases.push(within(case, &server, &variables));
    }
    for host in [
        "a.example.org",
        "example.org",
        "notexample.org",
        "EXAMPLE.org",
    ] {
        for hosts in [
            "example.org",
            ".example.org",
            "Example.org",
            "example.org:80",
            "*.example.org",
        ] {
            // Reached only through the proxy.
            let case = get(format!("http://{host}:1/echo"));
            let case = within(
                case,
                &server,
                &[("http_proxy", "PROXY"), ("no_proxy", hosts)],
            );
            let case = if case_is_direct(host, hosts) {
                case.both_fail()
            } else {
                case
            };
            cases.push(case);
        }
    }
    check(&cases);
}

fn case_is_direct(host: &str, hosts: &str) -> bool {
    let listed = matches!(hosts, "example.org" | ".example.org" | "Example.org");
    listed && host != "notexample.org"
}

fn proxies_of_the_input_and_the_environment() {
    let server = HttpServer::start();
    let proxy = server.url("");
    let mut cases = Vec::new();
    for (proxies, variables) in [
        (json!({"http": proxy}), &[("http_proxy", DEAD)][..]),
        (
            json!({"http": proxy}),
            &[("http_proxy", DEAD), ("no_proxy", "*")],
        ),
        (json!({"all": DEAD}), &[("http_proxy", "PROXY")]),
        (json!({"https": DEAD}), &[("http_proxy", "PROXY")]),
        (
            json!({"http": null}),
            &[("http_proxy", DEAD), ("ALL_PROXY", "PROXY")],
        ),
        (json!({"http://127.0.0.1": proxy}), &[("http_proxy", DEAD)]),
        (json!({"no_proxy": "127.0.0.1"}), &[("http_proxy", DEAD)]),
        (json!({"no_proxy": "*"}), &[("http_proxy", DEAD)]),
        (
            json!({"no_proxy": "x"}),
            &[("http_proxy", "PROXY"), ("NO_PROXY", "*")],
        ),
        (
            json!({"no_proxy": ""}),
            &[("http_proxy", "PROXY"), ("NO_PROXY", "*")],
        ),
        (
            json!({"no_proxy": null}),
            &[("http_proxy", DEAD), ("NO_PROXY", "*")],
        ),
        (json!({"http": ""}), &[("http_proxy", DEAD)]),
        (json!({"http": null}), &[("http_proxy", DEAD)]),
    ] {
        let input = json!({"url": server.url("/echo"), "proxies": proxies});
        cases.push(within(allowed("std.http", input), &server, variables));
    }
    let input = json!({"url": server.url("/echo"), "proxies": {"no_proxy": 7}});
    cases.push(within(allowed("std.http", input), &server, &[("http_proxy", DEAD)]).both_fail());
    check(&cases);
}

/// The server is reachable directly, so that a proxy that is bypassed becomes a success.
fn unusable_proxy_is_never_bypassed() {
    let server = HttpServer::start();
    let mut cases = Vec::new();
    for proxy in [
        "nonsense://x",
        "nonsense://127.0.0.1:PORT",
        "ftp://127.0.0.1:PORT",
        "socks5://127.0.0.1:PORT",
        "socks5h://ada:s3cret@127.0.0.1:PORT",
        "SOCKS4://127.0.0.1:PORT",
        "socks://127.0.0.1:PORT",
        "http://",
        "http://:PORT",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://[::1",
        "://",
        ":",
        "   ",
        DEAD,
    ] {
        for variable in ["http_proxy", "HTTP_PROXY", "ALL_PROXY"] {
            let case = get(server.url("/echo"));
            cases.push(within(case, &server, &[(variable, proxy)]).both_fail());
        }
        let input = json!({"url": server.url("/echo"), "proxies": {"http": proxy}});
        cases.push(allowed("std.http", input).both_fail());
    }
    check(&cases);
}

/// Mistral sends the request that follows a redirect through the proxy of the first request.
fn host_of_a_redirect_without_proxy() {
    let server = HttpServer::start();
    let to = format!("http://127.0.0.1:{}/echo", server.address.port());
    let input = json!({"url": format!("http://192.0.2.1/leave?{to}"), "allow_redirects": true});
    let case = within(
        allowed("std.http", input),
        &server,
        &[("http_proxy", "PROXY"), ("no_proxy", "127.0.0.1")],
    );
    let through = |proxy: bool| Part::DataWith(json!({"content": {"asked as a proxy": proxy}}));
    check(&[case.different("proxy-redirect", through(true), through(false))]);
}

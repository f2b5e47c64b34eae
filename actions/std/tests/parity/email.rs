//! `std.email`: results, and messages that the server receives.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

use super::case::{Case, Part, case};
use super::check;
use test_servers::Smtp;

tests![email, reply_to_rejects_a_string];

/// Inputs of delivered messages, without sender, recipient and server.
fn contents() -> Vec<Value> {
    vec![
        json!({}),
        json!({"subject": "Plain subject", "body": "Plain body"}),
        json!({"subject": "Grüße aus 世界 \u{1F980}", "body": "Zeile 1\nZeile 2\r\nKöln 世界\n.\n..\n"}),
        json!({"subject": "", "body": "", "html_body": ""}),
        json!({"subject": null, "body": null, "html_body": null, "smtp_password": null}),
        json!({"body": "text", "html_body": "<p>Köln</p>"}),
        json!({"html_body": "<p>only</p>"}),
        json!({"cc_addrs": ["c1@example.org", "C Two <c2@example.org>"], "bcc_addrs": ["b@example.org"]}),
        json!({"cc_addrs": [], "bcc_addrs": []}),
        json!({"reply_to": ["r1@example.org", "R Two <r2@example.org>"]}),
        json!({"reply_to": []}),
        json!({"bcc_addrs": ["refused@example.org"]}),
        json!({"subject": "long ".repeat(60), "body": "x".repeat(5000)}),
        json!({"from_addr": "Ada Lovelace <ada@example.org>"}),
    ]
}

fn email() {
    let smtp = Smtp::start();
    let mut cases = Vec::new();
    for (number, content) in contents().into_iter().enumerate() {
        let mut input = json!({
            "from_addr": "ada@example.org", "to_addrs": [format!("case-{number}@example.org")],
            "smtp_server": smtp.open,
        });
        input
            .as_object_mut()
            .unwrap()
            .extend(content.as_object().unwrap().clone());
        cases.push(case("std.email", input));
    }
    for (number, (user, password)) in [("ada", "s3cret pass"), ("empty", "")]
        .into_iter()
        .enumerate()
    {
        cases.push(case("std.email", json!({
            "from_addr": format!("{user}@example.org"), "smtp_password": password, "smtp_server": smtp.strict,
            "to_addrs": [format!("case-secure-{number}@example.org"), "second@example.org"], "body": "secure",
        })));
    }
    let delivered = cases.len();
    cases.extend(failures(&smtp));
    check(&cases);

    let mut messages: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for message in smtp.received() {
        let recipients = message["recipients"].as_array().unwrap().iter();
        let tag = recipients
            .filter_map(Value::as_str)
            .find(|recipient| recipient.starts_with("case-"));
        messages
            .entry(tag.unwrap().to_owned())
            .or_default()
            .push(message);
    }
    assert_eq!(messages.len(), delivered);
    for (tag, messages) in messages {
        // One from Mistral's class, then two from this pack: by name and from the engine's object.
        assert_eq!(messages.len(), 3, "{tag}");
        for rust in &messages[1..] {
            assert_eq!(rust, &messages[0], "{tag}");
        }
    }
}

fn failures(smtp: &Smtp) -> Vec<Case> {
    let with = |more: Value| {
        let mut input = json!({
            "from_addr": "ada@example.org", "to_addrs": ["lost@example.org"], "smtp_server": smtp.open,
        });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        case("std.email", input)
    };
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut cases: Vec<Case> = [
        json!({"to_addrs": ["refused@example.org"]}),
        json!({"to_addrs": []}),
        json!({"to_addrs": "one@example.org"}),
        json!({"to_addrs": null}),
        json!({"to_addrs": [7]}),
        json!({"to_addrs": ["ö@example.org"]}),
        json!({"to_addrs": ["a@example.org\r\nDATA"]}),
        json!({"from_addr": null}),
        json!({"from_addr": "a@example.org\nBcc: b@example.org"}),
        json!({"cc_addrs": "c@example.org"}),
        json!({"subject": 7}),
        json!({"body": 7}),
        json!({"body": ["a"]}),
        json!({"html_body": 7}),
        json!({"smtp_server": unused.to_string()}),
        json!({"smtp_server": "no-such-host.invalid"}),
        json!({"smtp_server": "localhost:port"}),
        json!({"smtp_server": "localhost:99999"}),
        json!({"smtp_password": "no TLS there"}),
        json!({"smtp_server": smtp.strict}),
        json!({"smtp_server": smtp.strict, "smtp_password": "wrong"}),
    ]
    .map(|more| with(more).both_fail())
    .into();
    cases.push(case("std.email", json!({"from_addr": "a@example.org"})));
    cases.push(with(json!({"sender": "x"})));
    // Mistral treats each letter of the string as an address.
    cases.push(
        with(json!({"to_addrs": ["refused@example.org"], "reply_to": "r@example.org"})).both_fail(),
    );
    cases
}

fn reply_to_rejects_a_string() {
    let smtp = Smtp::start();
    let input = json!({
        "from_addr": "ada@example.org", "to_addrs": ["t@example.org"], "smtp_server": smtp.open, "reply_to": "r@x.org",
    });
    check(&[case("std.email", input).different(
        "email-reply-to",
        Part::Data(json!(null)),
        Part::Error("/reply_to"),
    )]);
    let garbled = &smtp.received()[0]["headers"]["Reply-To"][0];
    assert!(garbled.as_str().unwrap().contains("r,"), "{garbled}");
}

//! `std.ssh` and `std.ssh_proxied`.

use mistral_actions::prelude::*;

use super::case::{Case, Part, case};
use super::check;
use test_servers::Sshd;

tests![ssh, ssh_to_servers_with_few_algorithms, ssh_proxied];

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn ssh() {
    let sshd = Sshd::start(61);
    let with = |more: Value| {
        let mut input =
            json!({"cmd": "echo out; echo err >&2", "host": sshd.host(1), "username": sshd.user});
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        case("std.ssh", input)
    };
    let command = |cmd: &str, always: bool| {
        with(json!({"cmd": cmd, "password": Sshd::PASSWORD, "return_result_on_error": always}))
    };
    let mut cases = vec![
        with(json!({"password": Sshd::PASSWORD})),
        with(json!({"password": "wrong"})),
        with(json!({"password": null})),
        with(json!({})),
        with(json!({"username": "unknown-user", "password": "wrong"})),
        with(json!({"private_key": sshd.key_text("stranger")})),
        with(json!({"private_key": sshd.key_text("stranger"), "password": Sshd::PASSWORD})),
        with(json!({"private_key": "no key", "password": Sshd::PASSWORD})),
        with(json!({"private_key_filename": "/no/such/key", "password": Sshd::PASSWORD})),
        with(json!({"private_key_filename": "no-such-key", "password": Sshd::PASSWORD})),
        with(json!({"private_key_filename": "../key", "password": Sshd::PASSWORD})),
        with(json!({"private_key_filename": "", "private_key": "", "password": Sshd::PASSWORD})),
        with(
            json!({"private_key_filename": "/no/such/key", "private_key": sshd.key_text("ed25519")}),
        ),
    ];
    for name in ["ed25519", "ecdsa", "rsa", "rsa-pem"] {
        cases.push(with(json!({"private_key_filename": sshd.key(name)})));
        cases.push(with(
            json!({"private_key": sshd.key_text(name), "password": "of no use"}),
        ));
    }
    for name in ["ed25519-locked", "rsa-locked", "rsa-pem-locked"] {
        for password in [json!(Sshd::PASSPHRASE), json!("wrong"), json!("")] {
            cases.push(with(
                json!({"private_key_filename": sshd.key(name), "password": password}),
            ));
        }
        cases.push(with(
            json!({"private_key": sshd.key_text(name), "password": Sshd::PASSPHRASE}),
        ));
    }
    for always in [false, true] {
        for cmd in [
            "true",
            "exit 3",
            "echo before; exit 255",
            "kill -9 $$",
            "no-such-command-of-any-host",
            "echo 'Köln 世界'",
            "printf '\\377\\376'",
            "head -c 300000 /dev/zero | tr '\\0' x",
            "echo err >&2; exit 1",
            "cat",
            "",
            "echo \"it's\"",
        ] {
            // `cat` reads until its input ends, which is never in both implementations.
            if cmd != "cat" {
                cases.push(command(cmd, always));
            }
        }
    }
    for truthy in [json!("yes"), json!(0), json!(null), json!([])] {
        cases.push(with(
            json!({"cmd": "exit 3", "password": Sshd::PASSWORD, "return_result_on_error": truthy}),
        ));
    }
    for host in [
        json!([sshd.host(1)]),
        json!([sshd.host(1), sshd.host(2), sshd.host(3)]),
        json!([]),
        json!("127.0.61.99"),
        json!("no-such-host.invalid"),
        json!([sshd.host(1), "127.0.61.99"]),
        json!(""),
        json!(null),
        json!(7),
        json!([sshd.host(1), null]),
    ] {
        cases.push(with(json!({"host": host, "password": Sshd::PASSWORD})));
        cases.push(with(
            json!({"host": host, "password": Sshd::PASSWORD, "return_result_on_error": true}),
        ));
    }
    for odd in [
        json!({"cmd": 7}),
        json!({"cmd": null}),
        json!({"username": null}),
        json!({"password": 7}),
    ] {
        let mut case = with(json!({"password": Sshd::PASSWORD}));
        case.input
            .as_object_mut()
            .unwrap()
            .extend(odd.as_object().unwrap().clone());
        cases.push(case.both_fail());
    }
    cases.push(case("std.ssh", json!({"cmd": "true"})));
    cases.push(with(json!({"gateway_host": "x"})));
    check(&cases);
}

fn ssh_to_servers_with_few_algorithms() {
    let mut sshd = Sshd::start(63);
    let configurations = [
        "Ciphers aes128-ctr\nMACs hmac-sha1\n",
        "Ciphers aes128-ctr\nMACs hmac-sha2-256\n",
        "Ciphers aes128-cbc\nMACs hmac-sha1\n",
        "Ciphers aes192-cbc\n",
        "Ciphers aes256-cbc\n",
        "Ciphers aes128-gcm@openssh.com\n",
        "Ciphers aes256-gcm@openssh.com\n",
        "KexAlgorithms ecdh-sha2-nistp256\n",
        "KexAlgorithms ecdh-sha2-nistp384\n",
        "KexAlgorithms ecdh-sha2-nistp521\n",
        "KexAlgorithms diffie-hellman-group14-sha256\n",
        "KexAlgorithms diffie-hellman-group-exchange-sha256\n",
    ];
    let hosts = 5..;
    let cases: Vec<Case> = hosts
        .zip(configurations)
        .map(|(host, configuration)| {
            sshd.add(host, &["ed25519"], configuration);
            let input = json!({
                "cmd": "head -c 100000 /dev/zero | tr '\\0' x", "host": sshd.host(host),
                "username": sshd.user, "password": Sshd::PASSWORD,
            });
            case("std.ssh", input)
        })
        .collect();
    check(&cases);
}

fn ssh_proxied() {
    let sshd = Sshd::start(62);
    let with = |more: Value| {
        let mut input = json!({
            "cmd": "echo $SSH_CONNECTION | cut -d' ' -f3; echo err >&2",
            "host": sshd.host(1),
            "username": sshd.user,
            "private_key_filename": sshd.key("ed25519"),
            "gateway_host": sshd.host(3),
        });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        case("std.ssh_proxied", input)
    };
    let mut cases: Vec<Case> = [
        json!({}),
        json!({"gateway_username": sshd.user}),
        json!({"gateway_username": "unknown-user"}),
        json!({"gateway_username": ""}),
        json!({"gateway_host": sshd.host(4)}),
        json!({"gateway_host": "127.0.62.99"}),
        json!({"host": [sshd.host(1), sshd.host(2)]}),
        json!({"host": "127.0.62.99"}),
        json!({"host": []}),
        json!({"cmd": "exit 3"}),
        json!({"private_key_filename": null, "private_key": sshd.key_text("rsa")}),
        json!({"private_key_filename": null}),
        json!({"private_key_filename": null, "password": Sshd::PASSWORD}),
        json!({"private_key_filename": sshd.key("rsa-locked"), "password": Sshd::PASSPHRASE}),
        json!({"private_key_filename": sshd.key("rsa-locked")}),
        json!({"private_key_filename": sshd.key("stranger")}),
        json!({"proxy_command": ""}),
        json!({"return_result_on_error": true}),
    ]
    .map(with)
    .into();
    let proxied =
        json!({"proxy_command": format!("nc {} 22", sshd.host(3)), "gateway_host": "named-only"});
    cases.push(with(proxied).different(
        "ssh-proxy-command",
        Part::Data(json!(format!("{}\n", sshd.host(1)))),
        Part::Error("Failed to execute ssh cmd"),
    ));
    let missing =
        json!({"cmd": "true", "host": sshd.host(1), "username": "x", "gateway_host": "y"});
    cases.push(case("std.ssh_proxied", missing));
    check(&cases);
}

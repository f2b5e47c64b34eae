//! Features of `std.email` that Mistral does not have, against a real server.

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;

use test_servers::Smtp;

#[test]
fn verify_certificate_rejects_untrusted_certificates() {
    let smtp = Smtp::start();
    let run = |options: &[(&str, &str)], server: &str| {
        let options = options
            .iter()
            .map(|(name, value)| ("action_std_email", *name, *value));
        ActionTest::new().state(Settings::new(options)).run("std.email", json!({
            "from_addr": "ada@example.org", "to_addrs": ["t@example.org"], "smtp_server": server,
            "smtp_password": "s3cret pass",
        }))
    };
    let authority = smtp.authority();
    let verify = ("verify_certificate", "true");
    let trusted = ("ca_file", authority.to_str().unwrap());
    run(&[verify], &smtp.strict).assert_error("Failed to send an email message");
    assert!(smtp.received().is_empty());
    run(&[verify, trusted], &smtp.strict).assert_data(Value::Null);
    assert_eq!(smtp.received().len(), 1);
    let other_name = smtp.strict.replace("localhost", "127.0.0.1");
    run(&[verify, trusted], &other_name).assert_error("Failed to send an email message");
    run(&[], &other_name).assert_data(Value::Null);
    assert_eq!(smtp.received().len(), 2);
}

#[test]
fn login_error_does_not_contain_the_password() {
    let smtp = Smtp::start();
    let outcome = ActionTest::new().run("std.email", json!({
        "from_addr": "ada@example.org", "to_addrs": ["t@example.org"], "smtp_server": smtp.strict,
        "smtp_password": "wrong s3cret",
    }));
    let error = outcome.error().to_string();
    assert!(
        error.starts_with("Failed to send an email message") && !error.contains("wrong s3cret"),
        "{error}"
    );
}

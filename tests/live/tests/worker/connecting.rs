//! Connection establishment.

use std::net::TcpListener;
use std::process::Command;

use live_tests::{Result, Settings, Signal};

use crate::fixture::Fixture;
use crate::proxy::Proxy;

pub(crate) fn next_host_is_tried(fixture: &Fixture) -> Result<()> {
    let dead = Proxy::to(fixture.broker.address()?)?;
    let url = format!(
        "rabbit://guest:guest@{},guest:guest@{}/",
        dead.address(),
        fixture.broker.address()?
    );
    let worker = fixture.worker(&fixture.settings()?.set("DEFAULT", "transport_url", url))?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

/// The worker logs the failure without the password, and retries.
pub(crate) fn wrong_password_is_not_logged(fixture: &Fixture) -> Result<()> {
    let url = format!("rabbit://guest:s3cret@{}/", fixture.broker.address()?);
    let mut worker = fixture.spawn(&fixture.settings()?.set("DEFAULT", "transport_url", url))?;
    worker.wait_log("check user, password", 3)?;
    let log = worker.log()?;
    assert!(!log.contains("s3cret"), "the log contains the password");
    worker.signal(Signal::TERM)?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    Ok(())
}

/// Services may start in any order.
pub(crate) fn worker_waits_for_broker(fixture: &Fixture) -> Result<()> {
    fixture.engine()?;
    let proxy = Proxy::to(fixture.broker.address()?)?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let mut worker = fixture.spawn(&fixture.settings()?.set("DEFAULT", "transport_url", url))?;
    worker.wait_log("retrying the connection for receiving", 2)?;
    proxy.open()?;
    worker.wait_ready()?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

/// A worker receives SIGTERM while it connects to a broker that accepts and hangs up.
pub(crate) fn drain_while_connecting_is_orderly(fixture: &Fixture) -> Result<()> {
    const ROUNDS: usize = 10;
    for round in 0..ROUNDS {
        // A new one, without connections of the last worker.
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("rabbit://guest:guest@{}/", listener.local_addr()?);
        let settings = fixture.settings()?.set("DEFAULT", "transport_url", url);
        let mut worker = fixture.spawn(&settings)?;
        // One connection for receiving, and one for sending.
        let connections = [listener.accept()?, listener.accept()?];
        if round % 2 == 0 {
            worker.signal(Signal::TERM)?;
            drop(connections);
        } else {
            drop(connections);
            worker.signal(Signal::TERM)?;
        }
        let status = worker.wait_exit()?;
        assert!(status.success(), "{status}");
        let log = worker.log()?;
        assert!(!log.contains("panic"), "{log}");
    }
    Ok(())
}

fn with_tls(fixture: &Fixture, authorities: &str) -> Result<Settings> {
    let variable = |name| fixture.broker.variable(name);
    let group = "oslo_messaging_rabbit";
    Ok(fixture
        .settings()?
        .set(
            "DEFAULT",
            "transport_url",
            variable("MISTRAL_TLS_TRANSPORT_URL")?,
        )
        .set(group, "ssl_ca_file", variable(authorities)?)
        .set(group, "ssl_cert_file", variable("AMQPS_CERT")?)
        .set(group, "ssl_key_file", variable("AMQPS_KEY")?))
}

pub(crate) fn tls_client_certificate_is_accepted(fixture: &Fixture) -> Result<()> {
    let worker = fixture.worker(&with_tls(fixture, "AMQPS_CA")?)?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn tls_failures_are_logged(fixture: &Fixture) -> Result<()> {
    let group = "oslo_messaging_rabbit";
    let no_certificate = with_tls(fixture, "AMQPS_CA")?
        .set(group, "ssl_cert_file", "")
        .set(group, "ssl_key_file", "");
    let good = with_tls(fixture, "AMQPS_CA")?;
    let url = fixture.broker.variable("MISTRAL_TLS_TRANSPORT_URL")?;
    // The certificate is valid for localhost only; oslo.messaging checks this, too.
    let other_name = good
        .set(
            "DEFAULT",
            "transport_url",
            url.replace("localhost", "127.0.0.1"),
        )
        .set(group, "ssl_enforce_hostname_verification", "false");
    for (settings, expected) in [
        (with_tls(fixture, "AMQPS_OTHER_CA")?, "UnknownIssuer"),
        (other_name, "not valid for name"),
        (no_certificate, "cannot connect"),
    ] {
        let mut worker = fixture.spawn(&settings)?;
        worker.wait_log("cannot connect to", 2)?;
        let log = worker.log()?;
        assert!(
            log.contains(expected) && !log.contains("connected to"),
            "{log}"
        );
    }
    Ok(())
}

/// `serve --check` reports the state of every broker.
pub(crate) fn check_reports_every_broker(fixture: &Fixture) -> Result<()> {
    let dead = Proxy::to(fixture.broker.address()?)?;
    let address = fixture.broker.address()?;
    let url = |password: &str| {
        format!(
            "rabbit://guest:guest@{},guest:{password}@{address}/",
            dead.address()
        )
    };
    let plain = |password: &str| -> Result<Settings> {
        Ok(fixture
            .settings()?
            .set("DEFAULT", "transport_url", url(password)))
    };
    for (settings, is_valid, expected) in [
        (with_tls(fixture, "AMQPS_CA")?, true, vec!["ok: localhost:"]),
        (
            with_tls(fixture, "AMQPS_OTHER_CA")?,
            false,
            vec!["failed: localhost:"],
        ),
        (
            plain("guest")?,
            false,
            vec!["ok: 127.0.0.1:", "failed: 127.0.0.1:"],
        ),
        (plain("s3cret")?, false, vec!["failed: 127.0.0.1:"]),
    ] {
        let conf = fixture.path("check.conf");
        std::fs::write(&conf, settings.to_string())?;
        let output = Command::new(std::env::current_exe()?)
            .args(["serve", "--check", "--config-file"])
            .arg(&conf)
            .env_clear()
            .output()?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert_eq!(output.status.success(), is_valid, "{text}");
        assert!(expected.iter().all(|part| text.contains(part)), "{text}");
        assert!(!text.contains("s3cret"), "the output contains the password");
    }
    Ok(())
}

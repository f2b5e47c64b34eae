//! Connection establishment.

use std::net::TcpListener;

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
    fixture.finish(worker, &["a"])?;
    // The key in the file of the certificate.
    let read = |name| -> Result<Vec<u8>> { Ok(std::fs::read(fixture.broker.variable(name)?)?) };
    let both = fixture.path("both.pem");
    std::fs::write(&both, [read("AMQPS_KEY")?, read("AMQPS_CERT")?].concat())?;
    let group = "oslo_messaging_rabbit";
    let settings = with_tls(fixture, "AMQPS_CA")?
        .set(group, "ssl_cert_file", both.display())
        .set(group, "ssl_key_file", "");
    let worker = fixture.worker(&settings)?;
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["b"])
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
        (
            with_tls(fixture, "AMQPS_OTHER_CA")?,
            "no trusted authority has issued the broker's certificate: set ssl_ca_file",
        ),
        (
            other_name,
            "the broker's certificate is not valid for 127.0.0.1, but for localhost",
        ),
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
    let group = "oslo_messaging_rabbit";
    let dead = Proxy::to(fixture.broker.address()?)?;
    let address = fixture.broker.address()?;
    let tls_url = fixture.broker.variable("MISTRAL_TLS_TRANSPORT_URL")?;
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
        (
            fixture.settings()?.set(
                "DEFAULT",
                "transport_url",
                tls_url.split('?').next().unwrap_or_default(),
            ),
            false,
            vec!["this port speaks TLS: set [oslo_messaging_rabbit] ssl = true"],
        ),
        (
            plain("guest")?.set(group, "ssl", "true"),
            false,
            vec!["this port speaks AMQP without TLS"],
        ),
        (
            plain("guest")?.set(group, "rabbit_login_method", "EXTERNAL"),
            false,
            vec!["the broker does not offer EXTERNAL"],
        ),
    ] {
        let (succeeds, text) = fixture.check(&settings)?;
        assert_eq!(succeeds, is_valid, "{text}");
        assert!(expected.iter().all(|part| text.contains(part)), "{text}");
        assert!(!text.contains("s3cret"), "the output contains the password");
    }
    Ok(())
}

/// A user may open fewer channels than a worker needs. The worker waits longer after each attempt.
pub(crate) fn limited_user_is_explained(fixture: &Fixture) -> Result<()> {
    let (broker, user) = (fixture.broker, fixture.name);
    broker.ctl(&["add_user", user, "s3cret"])?;
    broker.ctl(&["set_permissions", user, ".*", ".*", ".*"])?;
    broker.ctl(&["set_user_limits", user, r#"{"max-channels": 2}"#])?;
    let group = "oslo_messaging_rabbit";
    let url = format!("rabbit://{user}:s3cret@{}/", broker.address()?);
    let settings = fixture
        .settings()?
        .set("DEFAULT", "transport_url", url)
        .set(group, "rabbit_retry_interval", 1)
        .set(group, "rabbit_retry_backoff", 2)
        .set(group, "rabbit_interval_max", 30);
    let remedy = "a worker needs eight channels on two connections";
    let (succeeds, text) = fixture.check(&settings)?;
    assert!(!succeeds && text.contains(remedy), "{text}");
    let mut worker = fixture.spawn(&settings)?;
    worker.wait_log(
        &format!(
            "for receiving lost: 530 NOT_ALLOWED - number of channels opened for user '{user}'"
        ),
        3,
    )?;
    let log = worker.log()?;
    assert_growing_waits(&log, remedy);
    broker.ctl(&["set_user_limits", user, r#"{"max-channels": 8}"#])?;
    worker.wait_ready()?;
    let (succeeds, text) = fixture.check(&settings)?;
    assert!(!succeeds && text.contains(remedy), "{text}");
    worker.terminate()?;
    let (succeeds, text) = fixture.check(&settings)?;
    assert!(succeeds, "{text}");
    Ok(())
}

/// Asserts that the worker waits longer after each failure to receive that names a remedy.
pub(crate) fn assert_growing_waits(log: &str, remedy: &str) {
    let waits = log
        .lines()
        .filter(|line| line.contains("for receiving lost") && line.contains(remedy))
        .filter_map(|line| {
            let (_, wait) = line.rsplit_once("connecting again in ")?;
            wait.strip_suffix(" s")?.parse::<f32>().ok()
        });
    let waits: Vec<f32> = waits.collect();
    assert!(
        waits[0] >= 0.5 && waits[1] >= 1.5 && waits[2] >= 2.5,
        "{waits:?}"
    );
}

//! Ways to a broker.

use std::process::Command;

use live_tests::{Result, Settings, Signal};

use crate::proxy::Proxy;
use crate::scene::Scene;

pub(crate) fn dead_host_first(scene: &Scene) -> Result<()> {
    let dead = Proxy::to(scene.broker.address()?)?;
    let url = format!(
        "rabbit://guest:guest@{},guest:guest@{}/",
        dead.address(),
        scene.broker.address()?
    );
    let worker = scene.worker(&scene.settings()?.set("DEFAULT", "transport_url", url))?;
    scene.still_works("a")?;
    scene.end(worker, &["a"])
}

/// It says so, without the password, and tries again.
pub(crate) fn wrong_password(scene: &Scene) -> Result<()> {
    let url = format!("rabbit://guest:s3cret@{}/", scene.broker.address()?);
    let mut worker = scene.spawn(&scene.settings()?.set("DEFAULT", "transport_url", url))?;
    worker.wait_log("check user, password", 3)?;
    let log = worker.log()?;
    assert!(!log.contains("s3cret"), "the log holds the password");
    worker.signal(Signal::TERM)?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    Ok(())
}

/// Services start in any order.
pub(crate) fn broker_later(scene: &Scene) -> Result<()> {
    scene.engine()?;
    let proxy = Proxy::to(scene.broker.address()?)?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let mut worker = scene.spawn(&scene.settings()?.set("DEFAULT", "transport_url", url))?;
    worker.wait_log("trying again to connect for receiving", 2)?;
    proxy.open()?;
    worker.wait_ready()?;
    scene.still_works("a")?;
    scene.end(worker, &["a"])
}

fn with_tls(scene: &Scene, authorities: &str) -> Result<Settings> {
    let variable = |name| scene.broker.variable(name);
    let group = "oslo_messaging_rabbit";
    Ok(scene
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

pub(crate) fn tls(scene: &Scene) -> Result<()> {
    let worker = scene.worker(&with_tls(scene, "AMQPS_CA")?)?;
    scene.still_works("a")?;
    scene.end(worker, &["a"])
}

pub(crate) fn tls_refused(scene: &Scene) -> Result<()> {
    let group = "oslo_messaging_rabbit";
    let no_certificate = with_tls(scene, "AMQPS_CA")?
        .set(group, "ssl_cert_file", "")
        .set(group, "ssl_key_file", "");
    let good = with_tls(scene, "AMQPS_CA")?;
    let url = scene.broker.variable("MISTRAL_TLS_TRANSPORT_URL")?;
    // The certificate names localhost only, which oslo.messaging insists on, too.
    let other_name = good
        .set(
            "DEFAULT",
            "transport_url",
            url.replace("localhost", "127.0.0.1"),
        )
        .set(group, "ssl_enforce_hostname_verification", "false");
    for (settings, expected) in [
        (with_tls(scene, "AMQPS_OTHER_CA")?, "UnknownIssuer"),
        (other_name, "not valid for name"),
        (no_certificate, "cannot connect"),
    ] {
        let mut worker = scene.spawn(&settings)?;
        worker.wait_log("cannot connect to", 2)?;
        let log = worker.log()?;
        assert!(
            log.contains(expected) && !log.contains("connected to"),
            "{log}"
        );
    }
    Ok(())
}

/// `serve --check` tells of each broker whether it can be used.
pub(crate) fn check(scene: &Scene) -> Result<()> {
    let dead = Proxy::to(scene.broker.address()?)?;
    let address = scene.broker.address()?;
    let url = |password: &str| {
        format!(
            "rabbit://guest:guest@{},guest:{password}@{address}/",
            dead.address()
        )
    };
    let plain = |password: &str| -> Result<Settings> {
        Ok(scene
            .settings()?
            .set("DEFAULT", "transport_url", url(password)))
    };
    for (settings, is_good, expected) in [
        (with_tls(scene, "AMQPS_CA")?, true, vec!["ok: localhost:"]),
        (
            with_tls(scene, "AMQPS_OTHER_CA")?,
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
        let conf = scene.path("check.conf");
        std::fs::write(&conf, settings.to_string())?;
        let output = Command::new(std::env::current_exe()?)
            .args(["serve", "--check", "--config-file"])
            .arg(&conf)
            .env_clear()
            .output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.success(), is_good, "{said}");
        assert!(expected.iter().all(|text| said.contains(text)), "{said}");
        assert!(!said.contains("s3cret"), "the output holds the password");
    }
    Ok(())
}

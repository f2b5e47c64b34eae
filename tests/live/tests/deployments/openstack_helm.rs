//! openstack-helm: the chart's Deployment of the executor as it is, and with probes and a read-only root.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use live_tests::{Failure, Result, until};

use crate::container::{Container, Image};
use crate::engine::Options;
use crate::harness::{Harness, install};
use crate::manifest::{Manifest, Mount};

const DEPLOYMENT: &str = include_str!("openstack-helm/deployment-executor.yaml");
const WITH_PROBES: &str = include_str!("openstack-helm/deployment-executor-probes.yaml");
const CONF: &str = include_str!("openstack-helm/mistral.conf");
const CONF_WITH_PROBES: &str = include_str!("openstack-helm/mistral-probes.conf");
const LOGGING: &str = include_str!("openstack-helm/logging.conf");

/// The brokers of the chart, by their names in a cluster.
const BROKERS: &str = "mistral:password@rabbitmq-rabbitmq-0.rabbitmq.openstack.svc.cluster.local:5672,\
                       mistral:password@rabbitmq-rabbitmq-1.rabbitmq.openstack.svc.cluster.local:5672";

/// Address and port of the probes in the transcript.
const MONITORING: &str = "0.0.0.0:9100";

pub(crate) fn deployment_of_the_chart_serves(harness: &Harness) -> Result<()> {
    let manifest = Manifest::read(DEPLOYMENT)?;
    assert!(!manifest.has_read_only_root());
    let conf = with_broker(harness, CONF)?;
    harness.add_user("mistral", "password", "mistral")?;
    harness.start_engine(&Options::read(&conf))?;
    let container = start(harness, &manifest, "openstack-helm", &conf)?;
    serves(harness, &container, "transcribed")?;
    let status = container.stop()?;
    assert!(status.success(), "{status}");
    Ok(())
}

pub(crate) fn deployment_with_probes_serves_with_a_read_only_root(harness: &Harness) -> Result<()> {
    let manifest = Manifest::read(WITH_PROBES)?;
    assert!(manifest.has_read_only_root());
    // The port most likely stays free, because the system assigns other ports first.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let conf = with_broker(harness, CONF_WITH_PROBES)?;
    assert!(conf.contains(MONITORING), "{conf}");
    let conf = conf.replace(MONITORING, &address);
    // The chart's broker, in the test before, has the user.
    let _ = harness.add_user("mistral", "password", "mistral");
    harness.start_engine(&Options::read(&conf))?;
    harness.rabbitmqctl(&["suspend_listeners"])?;
    let started = start(harness, &manifest, "openstack-helm-probes", &conf);
    let probe = |name| Ok::<_, Failure>(format!("http://{address}{}", manifest.probe(name)?));
    let (live, ready) = (probe("livenessProbe")?, probe("readinessProbe")?);
    let without_broker = started.and_then(|container| {
        wait_status(&container, &live, 200)?;
        wait_status(&container, &ready, 503)?;
        Ok(container)
    });
    harness.rabbitmqctl(&["resume_listeners"])?;
    let container = without_broker?;
    wait_status(&container, &ready, 200)?;
    serves(harness, &container, "read-only")?;
    assert_eq!(status_of(&live)?, Some(200));
    assert!(!container.succeeds(manifest.user()?, &["touch", "/var/x"])?);
    let status = container.stop()?;
    assert!(status.success(), "{status}");
    Ok(())
}

/// Replaces the brokers of a cluster by the one of the tests.
fn with_broker(harness: &Harness, conf: &str) -> Result<String> {
    assert!(conf.contains(BROKERS), "{conf}");
    let broker = format!("mistral:password@{}", harness.broker()?);
    Ok(conf.replace(BROKERS, &broker))
}

/// Starts the container of a Deployment.
fn start(harness: &Harness, manifest: &Manifest, name: &str, conf: &str) -> Result<Container> {
    let folder = harness.folder(name)?;
    let image = Image {
        root: folder.join("root"),
        // The folder of the image's programs (https://opendev.org/openstack/loci).
        path: "/var/lib/openstack/bin".to_owned(),
        volumes: volumes(manifest, &folder, conf)?,
        user: Some(manifest.user()?),
        has_read_only_root: manifest.has_read_only_root(),
        ..Image::default()
    };
    image.write("etc/hosts", "127.0.0.1 localhost\n")?;
    image.write("etc/passwd", "root:x:0:0::/root:/bin/sh\n")?;
    install(&image.root.join("var/lib/openstack/bin"))?;
    let command = manifest.command();
    let container = image.start(&command, folder.join("log"), harness.stack.services())?;
    until("the container runs the command", || {
        Ok((container.command_line()? == command).then_some(()))
    })?;
    Ok(container)
}

/// Writes the files of the secret, and returns all volumes in the order in which they are mounted.
fn volumes(manifest: &Manifest, folder: &Path, conf: &str) -> Result<Vec<(String, String)>> {
    let mut volumes = Vec::new();
    for mount in manifest.mounts()? {
        volumes.push(match mount {
            Mount::Empty { path } => ("tmpfs".to_owned(), path),
            Mount::Secret { path, file } => {
                let text = match file.as_str() {
                    "mistral.conf" => conf,
                    "logging.conf" => LOGGING,
                    other => return Err(Failure::new(format_args!("unexpected file {other}"))),
                };
                let source = folder.join(&file);
                fs::write(&source, text)?;
                (source.display().to_string(), format!("{path}:ro"))
            }
        });
    }
    Ok(volumes)
}

fn serves(harness: &Harness, container: &Container, text: &str) -> Result<()> {
    let ran = harness.run_workflow(text);
    ran.map_err(|failure| container.explain(&failure))
}

fn wait_status(container: &Container, url: &str, status: u16) -> Result<()> {
    until(&format!("{url} returns {status}"), || {
        container.first_process()?;
        Ok((status_of(url)? == Some(status)).then_some(()))
    })
    .map_err(|failure| container.explain(&failure))
}

/// Returns the status of a response, as a kubelet sees it, or `None` if nobody listens yet.
fn status_of(url: &str) -> Result<Option<u16>> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into();
    match agent.get(url).call() {
        Ok(response) => Ok(Some(response.status().as_u16())),
        Err(ureq::Error::Io(_) | ureq::Error::ConnectionFailed) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

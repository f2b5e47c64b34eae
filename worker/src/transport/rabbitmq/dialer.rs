//! Connections to one of several brokers.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lapin::tcp::{OwnedIdentity, OwnedTLSConfig};
use lapin::uri::{
    AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo, SASLMechanism,
};
use lapin::{Connection, ConnectionProperties};
use rand::seq::SliceRandom;
use tokio::runtime::Handle;

use super::backoff::Backoff;
use super::explain::{explain, explain_refusal};
use crate::config::{Broker, Config, Tls};

/// Upper bound on connecting to one broker, after which the next one is tried.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Largest frame, in bytes. lapin reserves 64 frames per connection, which with the broker's default of 128 KiB would be
/// most of a worker's memory. A request with a service catalog fits; larger messages take several frames.
const FRAME_MAX: u32 = 16 * 1024;

/// Opens connections to the brokers in turn.
#[derive(Debug)]
pub(crate) struct Dialer {
    config: Arc<Config>,
    brokers: Vec<Broker>,
    next: AtomicUsize,
    /// Runtime on which the connections read, write and send heartbeats.
    runtime: Handle,
}

impl Dialer {
    /// Shuffles the brokers, so that many workers spread over them. Must be called within the runtime that drives the
    /// connections.
    pub(crate) fn new(config: Arc<Config>) -> Self {
        let mut brokers = config.transport.brokers.clone();
        brokers.shuffle(&mut rand::rng());
        Self {
            config,
            brokers,
            next: AtomicUsize::new(0),
            runtime: Handle::current(),
        }
    }

    /// Connects to the first broker that accepts, and retries indefinitely.
    pub(crate) async fn connect(&self, purpose: &str) -> (Connection, Broker) {
        let mut backoff = Backoff::new(&self.config.rabbit);
        loop {
            for _ in 0..self.brokers.len() {
                match self.try_next(purpose).await {
                    Ok((connection, broker)) => {
                        tracing::info!("connected to {broker} for {purpose}");
                        return (connection, broker);
                    }
                    Err(problem) => tracing::error!("{problem}"),
                }
            }
            let wait = backoff.next();
            tracing::info!(
                "retrying the connection for {purpose} in {:.1} s",
                wait.as_secs_f32()
            );
            tokio::time::sleep(wait).await;
        }
    }

    /// Connects to the next broker.
    ///
    /// # Errors
    ///
    /// If the connection fails. The text names the broker and the reason.
    pub(crate) async fn try_next(&self, purpose: &str) -> Result<(Connection, Broker), String> {
        let brokers = self.brokers.len();
        let index = if self.config.rabbit.shuffles {
            rand::random_range(0..brokers)
        } else {
            self.next.fetch_add(1, Ordering::Relaxed) % brokers
        };
        let broker = &self.brokers[index];
        let connecting = self.connect_to(broker, purpose);
        match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
            Ok(Ok(connection)) => Ok((connection, broker.clone())),
            Ok(Err(problem)) => Err(format!("cannot connect to {broker}: {problem}")),
            Err(_) => Err(format!(
                "cannot connect to {broker}: no answer within {} s",
                CONNECT_TIMEOUT.as_secs()
            )),
        }
    }

    /// Returns the brokers in the order in which they are tried.
    pub(crate) fn brokers(&self) -> &[Broker] {
        &self.brokers
    }

    /// Connects to a broker.
    ///
    /// # Errors
    ///
    /// If the connection fails. The text is the reason.
    pub(super) async fn connect_to(
        &self,
        broker: &Broker,
        purpose: &str,
    ) -> Result<Connection, String> {
        let rabbit = &self.config.rabbit;
        let (scheme, tls) = match &rabbit.tls {
            Some(tls) => (AMQPScheme::AMQPS, tls_config(tls)?),
            None => (AMQPScheme::AMQP, OwnedTLSConfig::default()),
        };
        let mechanism = match rabbit.login_method.as_str() {
            "PLAIN" => SASLMechanism::Plain,
            "EXTERNAL" => SASLMechanism::External,
            _ => SASLMechanism::AMQPlain,
        };
        let uri = AMQPUri {
            scheme,
            authority: AMQPAuthority {
                userinfo: AMQPUserInfo {
                    username: broker.user.clone(),
                    password: broker.password.expose().clone(),
                },
                host: broker.host.clone(),
                port: broker.port,
            },
            vhost: self.config.transport.virtual_host.clone(),
            query: AMQPQueryString {
                frame_max: Some(FRAME_MAX),
                heartbeat: Some(rabbit.heartbeat),
                auth_mechanism: Some(mechanism),
                ..AMQPQueryString::default()
            },
        };
        let name = format!("mistral-executor:{}:{purpose}", std::process::id());
        let properties = ConnectionProperties::default().with_connection_name(name.into());
        let runtime = {
            let _entered = self.runtime.enter();
            lapin::runtime::default_runtime().map_err(|error| explain(&error))?
        };
        Connection::connect_uri_with_config(uri, properties, tls, runtime)
            .await
            .map_err(|error| explain_refusal(&error))
    }
}

fn tls_config(tls: &Tls) -> Result<OwnedTLSConfig, String> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let identity = match (&tls.certificate, &tls.key) {
        (Some(certificate), Some(key)) => Some(OwnedIdentity::PKCS8 {
            pem: read(certificate)?,
            key: read(key)?,
        }),
        _ => None,
    };
    let authorities = tls.authorities.as_deref().map(read).transpose()?;
    let cert_chain = authorities.map(|pem| String::from_utf8_lossy(&pem).into_owned());
    Ok(OwnedTLSConfig {
        identity,
        cert_chain,
    })
}

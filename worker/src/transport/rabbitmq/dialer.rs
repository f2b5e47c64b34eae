//! Connections to one of several brokers.

use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_rs::TokioRuntime;
use lapin::uri::{
    AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo, SASLMechanism,
};
use lapin::{Connection, ConnectionProperties, ErrorKind};
use rand::seq::SliceRandom;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use super::backoff::Backoff;
use super::explain::explain_refusal;
use super::probe::Spoken;
use super::socket::{self, Stream};
use crate::config::{Broker, Config};

/// Upper bound on connecting to one broker, after which the next one is tried.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Largest frame, in bytes. lapin reserves 64 frames per connection, which with the broker's default of 128 KiB would be
/// most of a worker's memory. A request with a service catalog fits; larger messages take several frames.
const FRAME_MAX: u32 = 16 * 1024;

/// Opens connections to the brokers in turn.
#[derive(Debug)]
pub(crate) struct Dialer {
    config: Arc<Config>,
    brokers: Vec<Broker>,
    next: AtomicUsize,
    /// Number of connections that were opened.
    opened: AtomicU64,
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
            opened: AtomicU64::new(0),
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
                        self.opened.fetch_add(1, Ordering::Relaxed);
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

    /// Returns how often a connection was opened after the first one.
    pub(crate) fn reconnects(&self) -> u64 {
        self.opened.load(Ordering::Relaxed).saturating_sub(1)
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
        match self.connect_to(broker, purpose).await {
            Ok(connection) => Ok((connection, broker.clone())),
            Err(problem) => Err(format!("cannot connect to {broker}: {problem}")),
        }
    }

    /// Returns the brokers in the order in which they are tried.
    pub(crate) fn brokers(&self) -> &[Broker] {
        &self.brokers
    }

    /// Connects to a broker within [`CONNECT_TIMEOUT`].
    ///
    /// # Errors
    ///
    /// If the connection fails. The text is the reason.
    pub(super) async fn connect_to(
        &self,
        broker: &Broker,
        purpose: &str,
    ) -> Result<Connection, String> {
        let deadline = Instant::now() + CONNECT_TIMEOUT;
        let seconds = CONNECT_TIMEOUT.as_secs();
        let runtime = TokioRuntime::tokio_with_handle(self.runtime.clone());
        let tls = self.config.rabbit.tls.as_ref();
        let opening = socket::open(broker, tls, &runtime);
        let stream = timeout_at(deadline, opening).await;
        let stream = stream.unwrap_or_else(|_| Err(format!("no answer within {seconds} s")))?;
        let logging_in = self.log_in(broker, purpose, stream, &runtime);
        match timeout_at(deadline, logging_in).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => {
                let spoken = if is_cut(&error) {
                    socket::probe(broker, tls, &runtime).await
                } else {
                    None
                };
                let explained = spoken.and_then(|spoken| self.explain_spoken(&spoken));
                Err(explained.unwrap_or_else(|| explain_refusal(&error)))
            }
            Err(_) => Err(format!(
                "it accepts connections, but does not answer within {seconds} s; this may not be RabbitMQ's port"
            )),
        }
    }

    /// Logs in over a socket.
    async fn log_in(
        &self,
        broker: &Broker,
        purpose: &str,
        stream: Stream,
        runtime: &TokioRuntime,
    ) -> lapin::Result<Connection> {
        let rabbit = &self.config.rabbit;
        let mechanism = match rabbit.login_method.as_str() {
            "PLAIN" => SASLMechanism::Plain,
            "EXTERNAL" => SASLMechanism::External,
            _ => SASLMechanism::AMQPlain,
        };
        let uri = AMQPUri {
            // TLS, if any, is part of the stream.
            scheme: AMQPScheme::AMQP,
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
        let stream = Mutex::new(Some(stream));
        let connect = async move |_, _| {
            let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
            let stream = stream.take();
            // The client library does not reconnect, as its recovery is off.
            stream.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected).into())
        };
        Connection::connector(uri, runtime.clone(), connect, properties).await
    }

    /// Explains a failed login by the protocol of the port.
    fn explain_spoken(&self, spoken: &Spoken) -> Option<String> {
        let login_method = &self.config.rabbit.login_method;
        match spoken {
            Spoken::Amqp { mechanisms } if !mechanisms.contains(login_method) => Some(format!(
                "the broker does not offer {login_method}, the value of [oslo_messaging_rabbit] rabbit_login_method, \
                 but {}",
                mechanisms.join(", ")
            )),
            Spoken::Amqp { .. } | Spoken::Silence => None,
            other => Some(other.to_string()),
        }
    }
}

/// Returns whether the other end closed the connection, or sent something that is not AMQP.
fn is_cut(error: &lapin::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::IOError(_) | ErrorKind::ParsingError(_) | ErrorKind::InvalidProtocolVersion(_)
    )
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::{Source, Sources};

    /// Connects to a port that sends a greeting after the client's first bytes, and closes after its next ones. Returns the
    /// problem.
    async fn problem(greeting: &'static [u8], options: &[(&str, &str)]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("rabbit://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0; 1024];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(greeting).await;
                let _ = stream.read(&mut buffer).await;
            }
        });
        let mut sources = Sources::default();
        sources.set("DEFAULT", "transport_url", url, Source::Default);
        for (name, value) in options {
            let group = "oslo_messaging_rabbit";
            sources.set(group, name, (*value).to_owned(), Source::Default);
        }
        let config = Arc::new(Config::read(&mut sources).unwrap());
        let dialer = Dialer::new(config);
        let connected = dialer.connect_to(&dialer.brokers[0], "testing").await;
        connected.err().unwrap()
    }

    /// `connection.start` of a broker with the mechanisms PLAIN and AMQPLAIN.
    const START: &[u8] =
        b"\x01\0\0\0\0\0\x25\0\x0a\0\x0a\0\x09\0\0\0\0\0\0\0\x0ePLAIN AMQPLAIN\0\0\0\x05en_US\xce";

    #[tokio::test]
    async fn login_method_that_the_broker_does_not_offer_is_named() {
        let text = problem(START, &[("rabbit_login_method", "EXTERNAL")]).await;
        assert_eq!(
            text,
            "the broker does not offer EXTERNAL, the value of [oslo_messaging_rabbit] rabbit_login_method, but PLAIN, \
             AMQPLAIN"
        );
        // Another method is refused for another reason.
        let text = problem(START, &[("rabbit_login_method", "PLAIN")]).await;
        assert!(!text.contains("rabbit_login_method"), "{text}");
    }

    #[tokio::test]
    async fn port_that_speaks_another_protocol_is_named() {
        for (greeting, expected) in [
            (
                &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
                "this port does not speak AMQP: it sends `SSH-2.0-OpenSSH_9.2`",
            ),
            (
                b"AMQP\0\x01\0\0",
                "this port speaks AMQP in another version than 0.9.1",
            ),
            (
                b"\x15\x03\x03\0\x02\x02\x0a",
                "this port speaks TLS: set [oslo_messaging_rabbit] ssl = true, or the port without TLS, which is mostly \
                 5672",
            ),
        ] {
            assert_eq!(problem(greeting, &[]).await, expected);
        }
    }

    #[tokio::test]
    async fn port_without_tls_is_named() {
        let text = problem(b"AMQP\0\0\x09\x01", &[("ssl", "true")]).await;
        assert!(
            text.starts_with("this port speaks AMQP without TLS, and"),
            "{text}"
        );
        let text = problem(b"HTTP/1.1 400 Bad Request\r\n\r\n", &[("ssl", "true")]).await;
        assert!(text.starts_with("this port does not speak TLS"), "{text}");
    }
}

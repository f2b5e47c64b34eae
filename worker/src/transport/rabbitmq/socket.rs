//! Opens sockets to brokers, with TLS if it is configured.

use std::time::Duration;

use async_rs::traits::Reactor;
use async_rs::{Tokio, TokioRuntime};
use lapin::AsyncTcpStream;

use super::probe::{self, Spoken};
use super::{tcp, tls};
use crate::config::{Broker, Tls};

/// Upper bound on opening a socket to find out what a port speaks.
const PROBE_TIME: Duration = Duration::from_secs(3);

/// A socket for the client library.
pub(super) type Stream = AsyncTcpStream<<Tokio as Reactor>::TcpStream>;

/// Opens a socket to a broker.
///
/// # Errors
///
/// If it cannot be opened. The text is the reason.
pub(super) async fn open(
    broker: &Broker,
    tls: Option<&Tls>,
    runtime: &TokioRuntime,
) -> Result<Stream, String> {
    let connector = tls.map(tls::connector).transpose()?;
    let stream = open_plain(broker, runtime).await;
    let stream = stream.map_err(|error| error.to_string())?;
    let Some(connector) = connector else {
        return Ok(stream);
    };
    let error = match stream.into_rustls(&connector, &broker.host).await {
        Ok(stream) => return Ok(stream),
        Err(error) => error,
    };
    if tls::is_not_tls(&error)
        && let Some(Spoken::Amqp { .. } | Spoken::OtherAmqp) = probe(broker, None, runtime).await
    {
        return Err("this port speaks AMQP without TLS, and [oslo_messaging_rabbit] ssl is true: set the port of TLS, \
                    which is mostly 5671"
            .to_owned());
    }
    Err(tls::explain_or_show(&error))
}

async fn open_plain(broker: &Broker, runtime: &TokioRuntime) -> std::io::Result<Stream> {
    let connect = |address| AsyncTcpStream::connect(runtime, address);
    tcp::connect(&broker.host, broker.port, connect).await
}

/// Finds out what a port speaks. `None`: no socket can be opened.
pub(super) async fn probe(
    broker: &Broker,
    tls: Option<&Tls>,
    runtime: &TokioRuntime,
) -> Option<Spoken> {
    let opening = async {
        let stream = open_plain(broker, runtime).await.ok()?;
        match tls {
            None => Some(stream),
            Some(tls) => {
                let connector = tls::connector(tls).ok()?;
                stream.into_rustls(&connector, &broker.host).await.ok()
            }
        }
    };
    let stream = tokio::time::timeout(PROBE_TIME, opening).await;
    Some(probe::probe(stream.ok().flatten()?).await)
}

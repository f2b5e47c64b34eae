//! TCP connections to a host that may have several addresses.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

/// Time after which the next address of a host is tried in addition (RFC 8305).
const NEXT_ADDRESS: Duration = Duration::from_secs(2);

/// Resolves a host and connects to the first of its addresses that accepts. An address that does not answer delays the
/// others by two seconds.
///
/// # Errors
///
/// If the host has no address, or none accepts; then the error is that of the first.
pub(super) async fn connect<S, F>(
    host: &str,
    port: u16,
    connect: impl Fn(SocketAddr) -> F,
) -> io::Result<S>
where
    F: Future<Output = io::Result<S>>,
{
    let addresses = tokio::net::lookup_host((host, port)).await?;
    connect_any(addresses, connect).await
}

async fn connect_any<S, F>(
    addresses: impl Iterator<Item = SocketAddr>,
    connect: impl Fn(SocketAddr) -> F,
) -> io::Result<S>
where
    F: Future<Output = io::Result<S>>,
{
    let mut waiting = addresses.peekable();
    let mut attempts = FuturesUnordered::new();
    let mut failure = None;
    loop {
        attempts.extend(waiting.next().map(&connect));
        if attempts.is_empty() {
            let without = || io::Error::new(io::ErrorKind::NotFound, "the host has no address");
            return Err(failure.unwrap_or_else(without));
        }
        tokio::select! {
            Some(ended) = attempts.next() => match ended {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = failure.or(Some(error)),
            },
            () = tokio::time::sleep(NEXT_ADDRESS), if waiting.peek().is_some() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const SILENT: u16 = 1;
    const REFUSING: u16 = 2;
    const OPEN: u16 = 3;

    /// Connects to addresses that behave as their ports say; returns the port and the time that passed.
    async fn connected(ports: &[u16]) -> (Result<u16, io::ErrorKind>, Duration) {
        let addresses = ports
            .iter()
            .map(|port| SocketAddr::from(([127, 0, 0, 1], *port)));
        let began = Instant::now();
        let connected = connect_any(addresses, async |address| match address.port() {
            SILENT => std::future::pending().await,
            REFUSING => Err(io::ErrorKind::ConnectionRefused.into()),
            port => Ok(port),
        });
        let connected = tokio::time::timeout(Duration::from_secs(60), connected).await;
        let connected = connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        (connected.map_err(|error| error.kind()), began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn silent_address_delays_the_next_by_seconds() {
        for (ports, seconds) in [
            (&[OPEN][..], 0),
            (&[REFUSING, OPEN], 0),
            (&[SILENT, OPEN], 2),
            (&[SILENT, SILENT, OPEN], 4),
            (&[SILENT, REFUSING, OPEN], 2),
        ] {
            let (connected, time) = connected(ports).await;
            assert_eq!(
                (connected, time.as_secs()),
                (Ok(OPEN), seconds),
                "{ports:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failure_is_reported_when_no_address_is_left() {
        let refused = Err(io::ErrorKind::ConnectionRefused);
        assert_eq!(connected(&[REFUSING, REFUSING]).await.0, refused);
        assert_eq!(connected(&[]).await.0, Err(io::ErrorKind::NotFound));
        let silent = connected(&[REFUSING, SILENT]).await.0;
        assert_eq!(silent, Err(io::ErrorKind::TimedOut));
    }
}

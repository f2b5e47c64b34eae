//! Connections to the host of a URL: addresses, proxy, TCP, TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use http::header::HOST;
use http::{HeaderValue, Method};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::egress::{self, Egress, Refused, bare_host};
use super::failure::Failure;
use super::proxy::Proxy;
use super::tls::Verify;

/// A byte stream for HTTP.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection to a server, or to a proxy that receives the whole URL of each request.
pub(super) struct Connection {
    pub(super) stream: Box<dyn Stream>,
    /// Send the whole URL in requests, as a proxy expects.
    pub(super) whole_url: bool,
}

/// Connects to the host of a URL.
///
/// # Errors
///
/// If the policy forbids the connection, or the connection fails.
pub(super) async fn connect(
    url: &Url,
    egress: &Egress,
    proxy: Option<&Proxy>,
    verify: &Verify,
) -> Result<Connection, Failure> {
    let tls = match url.scheme() {
        "https" => Some(verify.config()?),
        _ => None,
    };
    let target = egress.resolve(url).await;
    let Some(proxy) = proxy else {
        let addresses = target.map_err(Failure::from)?;
        let stream: Box<dyn Stream> = Box::new(dial(url, &addresses).await?);
        let stream = match tls {
            Some(config) => secure(stream, url, config).await?,
            None => stream,
        };
        return Ok(Connection {
            stream,
            whole_url: false,
        });
    };
    // A name that cannot be resolved here may be known to the proxy.
    if let Err(Refused::Policy(message)) = target {
        return Err(Failure::Policy(message));
    }
    let stream = connect_to_proxy(proxy, egress, verify).await?;
    Ok(match tls {
        None => Connection {
            stream,
            whole_url: true,
        },
        Some(config) => Connection {
            stream: secure(tunnel(stream, url, proxy).await?, url, config).await?,
            whole_url: false,
        },
    })
}

async fn connect_to_proxy(
    proxy: &Proxy,
    egress: &Egress,
    verify: &Verify,
) -> Result<Box<dyn Stream>, Failure> {
    // The operator sets the environment; a proxy from a workflow's input is subject to the policy.
    let addresses = if proxy.from_input {
        egress.check_host(&proxy.url).map_err(Failure::Policy)?;
        egress.resolve(&proxy.url).await.map_err(Failure::from)?
    } else {
        egress::lookup(&proxy.url).await?
    };
    let stream: Box<dyn Stream> = Box::new(dial(&proxy.url, &addresses).await?);
    match proxy.url.scheme() {
        "https" => secure(stream, &proxy.url, verify.config()?).await,
        _ => Ok(stream),
    }
}

/// Connects to the first address that accepts the connection.
async fn dial(url: &Url, addresses: &[SocketAddr]) -> Result<TcpStream, Failure> {
    let mut last = "the host has no address".to_owned();
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream
                    .set_nodelay(true)
                    .map_err(|error| error.to_string())?;
                return Ok(stream);
            }
            Err(error) => last = error.to_string(),
        }
    }
    let host = bare_host(url);
    let port = url.port_or_known_default().unwrap_or_default();
    Err(Failure::Other(format!(
        "cannot connect to {host} port {port}: {last}"
    )))
}

async fn secure(
    stream: Box<dyn Stream>,
    url: &Url,
    config: Arc<ClientConfig>,
) -> Result<Box<dyn Stream>, Failure> {
    let host = bare_host(url);
    let failed = |error: &dyn std::fmt::Display| format!("TLS with {host} failed: {error}");
    let name = ServerName::try_from(host.clone()).map_err(|error| failed(&error))?;
    let secured = TlsConnector::from(config).connect(name, stream).await;
    Ok(Box::new(secured.map_err(|error| failed(&error))?))
}

/// Opens a tunnel through a proxy to the host of a URL (`CONNECT`).
async fn tunnel(
    stream: Box<dyn Stream>,
    url: &Url,
    proxy: &Proxy,
) -> Result<Box<dyn Stream>, Failure> {
    let failed =
        |error: &dyn std::fmt::Display| format!("cannot open a tunnel through the proxy: {error}");
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| failed(&error))?;
    let connection = tokio::spawn(connection.with_upgrades());
    let target = format!(
        "{}:{}",
        url.host_str().unwrap_or_default(),
        url.port_or_known_default().unwrap_or(443)
    );
    let mut request = http::Request::new(Empty::<Bytes>::new());
    *request.method_mut() = Method::CONNECT;
    *request.uri_mut() = target.parse().map_err(|error| failed(&error))?;
    let host = HeaderValue::from_str(&target).map_err(|error| failed(&error))?;
    request.headers_mut().insert(HOST, host);
    proxy.authorize(request.headers_mut());
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| failed(&error))?;
    if !response.status().is_success() {
        connection.abort();
        return Err(failed(&format_args!("it responded with {}", response.status())).into());
    }
    let upgraded = hyper::upgrade::on(response).await;
    Ok(Box::new(TokioIo::new(
        upgraded.map_err(|error| failed(&error))?,
    )))
}

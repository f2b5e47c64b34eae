//! Exchange of one request and its response.

use std::future::Future;
use std::io::Read;
use std::time::{Duration, Instant};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderMap, HeaderValue, Method, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;
use url::Url;

use super::connect::{Connection, connect};
use super::egress::Egress;
use super::failure::Failure;
use super::head::{Head, Record, Recorded};
use super::proxy::Proxy;
use super::tls::Verify;
use crate::error_chain::error_chain;

/// An HTTP request.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
}

/// An HTTP response with its complete, decompressed body.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) url: Url,
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    /// Time from the start of sending until the head was received.
    pub(super) elapsed: Duration,
}

/// Settings for sending the requests of one call.
pub(super) struct Conditions<'a> {
    pub(super) egress: &'a Egress,
    pub(super) verify: &'a Verify,
    /// Upper bound for connecting, for receiving the head, and for each pause within the body.
    pub(super) timeout: Option<Duration>,
    /// Upper bound on the bytes of a body, both compressed and decompressed.
    pub(super) max_size: Option<u64>,
}

impl Conditions<'_> {
    /// Sends a request over a new connection.
    ///
    /// # Errors
    ///
    /// If no response arrives, or it is too large.
    pub(super) async fn send(
        &self,
        request: &Request,
        proxy: Option<&Proxy>,
    ) -> Result<Response, Failure> {
        let connecting = connect(&request.url, self.egress, proxy, self.verify);
        let Connection { stream, whole_url } = self.in_time("connecting", connecting).await??;
        let record = Record::new();
        let recorded = Recorded {
            stream,
            record: record.clone(),
        };
        let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
            .title_case_headers(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .handshake(TokioIo::new(recorded))
            .await
            .map_err(|error| error_chain(&error))?;
        // Dropping the set at the end of this function closes the connection.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let started = Instant::now();
        let sending = sender.send_request(wire_request(request, whole_url, proxy)?);
        let response = self.in_time("waiting for the response", sending).await?;
        let response = response.map_err(|error| error_chain(&error))?;
        let elapsed = started.elapsed();
        let head = Head::parse(&record.finish())
            .ok_or_else(|| "cannot parse the head of the response".to_owned())?;
        self.check_declared(&head)?;
        let body = self.read(response.into_body()).await?;
        let body = self.decompress(&head, body)?;
        Ok(Response {
            url: request.url.clone(),
            head,
            body,
            elapsed,
        })
    }

    async fn in_time<T>(&self, what: &str, work: impl Future<Output = T>) -> Result<T, Failure> {
        let Some(limit) = self.timeout else {
            return Ok(work.await);
        };
        tokio::time::timeout(limit, work)
            .await
            .map_err(|_| Failure::Other(format!("{what} took longer than {limit:?}")))
    }

    fn check_declared(&self, head: &Head) -> Result<(), Failure> {
        let declared = head.get("content-length").unwrap_or_default();
        match (declared.parse::<u64>(), self.max_size) {
            (Ok(length), Some(limit)) if length > limit => Err(Failure::TooLarge(format!(
                "HTTP response is too large (Content-Length={declared}, limit={limit} bytes)."
            ))),
            _ => Ok(()),
        }
    }

    async fn read(&self, mut body: Incoming) -> Result<Vec<u8>, Failure> {
        let mut read = Vec::new();
        while !body.is_end_stream() {
            let frame = self
                .in_time("a pause within the response", body.frame())
                .await?;
            let Some(frame) = frame else { break };
            if let Ok(data) = frame.map_err(|error| error_chain(&error))?.into_data() {
                read.extend_from_slice(&data);
            }
            self.check_size(read.len())?;
        }
        Ok(read)
    }

    fn check_size(&self, size: usize) -> Result<(), Failure> {
        match self.max_size {
            Some(limit) if size as u64 > limit => Err(Failure::TooLarge(format!(
                "HTTP response is too large (limit={limit} bytes)."
            ))),
            _ => Ok(()),
        }
    }

    /// Decodes the body according to `Content-Encoding`.
    fn decompress(&self, head: &Head, mut body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let codings = head.get("content-encoding").unwrap_or_default();
        for coding in codings.rsplit(',').map(str::trim) {
            if body.is_empty() {
                break;
            }
            let coding = coding.to_ascii_lowercase();
            let decoded = match coding.as_str() {
                "gzip" | "x-gzip" => self.read_bounded(MultiGzDecoder::new(body.as_slice())),
                // Some servers omit the zlib header that the standard requires.
                "deflate" if body[0] & 0x0f == 8 => {
                    self.read_bounded(ZlibDecoder::new(body.as_slice()))
                }
                "deflate" => self.read_bounded(DeflateDecoder::new(body.as_slice())),
                _ => continue,
            };
            body = decoded.map_err(|error| {
                format!("cannot decode the response body with Content-Encoding {coding}: {error}")
            })?;
            self.check_size(body.len())?;
        }
        Ok(body)
    }

    /// Reads at most one byte more than the limit; protects against decompression bombs.
    fn read_bounded(&self, from: impl Read) -> std::io::Result<Vec<u8>> {
        let mut decoded = Vec::new();
        let limit = self.max_size.map_or(u64::MAX, |limit| limit + 1);
        from.take(limit).read_to_end(&mut decoded)?;
        Ok(decoded)
    }
}

fn wire_request(
    request: &Request,
    whole_url: bool,
    proxy: Option<&Proxy>,
) -> Result<http::Request<Full<Bytes>>, Failure> {
    let url = &request.url;
    let mut target = url.path().to_owned();
    if let Some(query) = url.query() {
        target = format!("{target}?{query}");
    }
    if whole_url {
        let host = &url[url::Position::BeforeHost..url::Position::BeforePath];
        target = format!("{}://{host}{target}", url.scheme());
    }
    let invalid = |error: &dyn std::fmt::Display| format!("cannot send the URL: {error}");
    let uri: Uri = target.parse().map_err(|error| invalid(&error))?;
    let body = request.body.clone().unwrap_or_default();
    let has_body = request.body.is_some();
    let length = body.len();
    let mut wire = http::Request::new(Full::new(body));
    *wire.method_mut() = request.method.clone();
    *wire.uri_mut() = uri;
    let headers = wire.headers_mut();
    headers.clone_from(&request.headers);
    if !headers.contains_key(HOST) {
        let host = &url[url::Position::BeforeHost..url::Position::BeforePath];
        let host = HeaderValue::from_str(host).map_err(|error| invalid(&error))?;
        headers.insert(HOST, host);
    }
    if has_body || !matches!(request.method, Method::GET | Method::HEAD) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    if let Some(proxy) = proxy.filter(|_| whole_url) {
        proxy.authorize(headers);
    }
    Ok(wire)
}

//! Sending of a request, with redirects. Mirrors `requests.sessions`.
//!
//! `FollowRedirect` of `tower-http` does not fit: it drops the redirects' responses, whose bodies and cookies are
//! needed.

use std::collections::BTreeMap;

use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, Method};
use serde_json::{Map, Value};
use url::Url;

use super::cookies::Cookies;
use super::exchange::{Conditions, Request, Response};
use super::failure::Failure;
use super::proxy::Proxy;
use super::quoting;

/// Upper bound on the redirects of one call, as in requests.
const MOST_REDIRECTS: usize = 30;

/// Sends a request and follows redirects. Returns the last response and the redirects before it.
///
/// # Errors
///
/// If a response does not arrive, or the policy forbids a redirect, or there are too many redirects.
pub(super) async fn send(
    mut request: Request,
    conditions: &Conditions<'_>,
    cookies: &BTreeMap<String, String>,
    proxies: &Map<String, Value>,
    follow: bool,
) -> Result<(Response, Vec<Response>), Failure> {
    let mut cookies = Cookies::new(cookies, &request.url)?;
    // A `Cookie` header of the input takes precedence over its cookies.
    if !request.headers.contains_key(COOKIE) {
        set_cookies(&mut request, &cookies);
    }
    let mut history = Vec::new();
    loop {
        let proxy = Proxy::for_url(&request.url, proxies)?;
        let response = conditions.send(&request, proxy.as_ref()).await?;
        let Some(target) = target(&response).filter(|_| follow) else {
            return Ok((response, history));
        };
        if history.len() >= MOST_REDIRECTS {
            return Err(Failure::Other(format!(
                "Exceeded {MOST_REDIRECTS} redirects."
            )));
        }
        cookies.receive(&response.head, &response.url);
        let url = resolve(conditions, &response.url, &target)?;
        redirect(&mut request, &response, url);
        set_cookies(&mut request, &cookies);
        history.push(response);
    }
}

fn set_cookies(request: &mut Request, cookies: &Cookies) {
    request.headers.remove(COOKIE);
    if let Some(header) = cookies.header(&request.url) {
        request.headers.insert(COOKIE, header);
    }
}

/// Returns the target of a redirect. Reads it as UTF-8, which servers send, although headers are decoded as latin-1.
fn target(response: &Response) -> Option<String> {
    if !matches!(response.head.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.head.get("location")?;
    let bytes: Result<Vec<u8>, _> = location.chars().map(u8::try_from).collect();
    String::from_utf8(bytes.ok()?).ok()
}

fn resolve(conditions: &Conditions<'_>, from: &Url, target: &str) -> Result<Url, Failure> {
    let mut url = from
        .join(target)
        .map_err(|error| format!("redirect to an invalid URL: {error}"))?;
    if url.fragment().is_none() {
        url.set_fragment(from.fragment());
    }
    let mut url = conditions
        .egress
        .parse(url.as_str())
        .map_err(Failure::Policy)?;
    quoting::complete(&mut url, None)?;
    Ok(url)
}

/// Turns a request into the one that follows a redirect.
fn redirect(request: &mut Request, response: &Response, url: Url) {
    let status = response.head.status;
    let method = &request.method;
    let becomes_get = match status {
        302 | 303 => method != Method::HEAD,
        301 => method == Method::POST,
        _ => false,
    };
    if becomes_get {
        request.method = Method::GET;
    }
    if !matches!(status, 307 | 308) {
        remove(
            &mut request.headers,
            &[CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING],
        );
        request.body = None;
    }
    if drops_credentials(&request.url, &url) {
        remove(&mut request.headers, &[AUTHORIZATION]);
    }
    request.url = url;
}

fn remove(headers: &mut HeaderMap, names: &[HeaderName]) {
    for name in names {
        headers.remove(name);
    }
}

/// Returns true if credentials for one URL must not be sent to another. An upgrade of a host from http to https keeps
/// them.
fn drops_credentials(from: &Url, to: &Url) -> bool {
    let port = Url::port_or_known_default;
    let upgrade = from.scheme() == "http"
        && to.scheme() == "https"
        && port(from) == Some(80)
        && port(to) == Some(443);
    let same_service = from.scheme() == to.scheme() && port(from) == port(to);
    from.host() != to.host() || !(upgrade || same_service)
}

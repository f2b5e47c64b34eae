//! Cookies of one call: from its input, and from the responses of servers.

use std::collections::BTreeMap;

use cookie_store::{CookieStore, RawCookie};
use http::HeaderValue;
use serde_json::{Map, Value};
use url::Url;

use super::head::Head;

/// The cookies of one call.
#[derive(Default)]
pub(super) struct Cookies(CookieStore);

impl Cookies {
    /// Stores the cookies of the input for the host of the first request.
    ///
    /// # Errors
    ///
    /// If a cookie is invalid.
    pub(super) fn new(input: &BTreeMap<String, String>, url: &Url) -> Result<Self, String> {
        let mut cookies = Self::default();
        for (name, value) in input {
            let mut cookie = RawCookie::new(name.clone(), value.clone());
            cookie.set_path("/");
            cookies
                .0
                .insert_raw(&cookie, url)
                .map_err(|error| format!("invalid cookie `{name}`: {error}"))?;
        }
        Ok(cookies)
    }

    /// Stores the cookies that a response sets.
    pub(super) fn receive(&mut self, head: &Head, url: &Url) {
        for cookie in head.all("set-cookie") {
            // Cookies for other hosts and malformed cookies are ignored.
            let _ = self.0.parse(cookie, url);
        }
    }

    /// Returns the header `Cookie` for a request.
    pub(super) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut pairs: Vec<String> = self
            .0
            .get_request_values(url)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.sort_unstable();
        let mut header = HeaderValue::from_str(&pairs.join("; ")).ok()?;
        header.set_sensitive(true);
        (!pairs.is_empty()).then_some(header)
    }
}

/// Returns the cookies that a response sets.
pub(super) fn set_by(head: &Head, url: &Url) -> Map<String, Value> {
    let mut cookies = Cookies::default();
    cookies.receive(head, url);
    let pairs = cookies.0.iter_unexpired();
    pairs
        .map(|cookie| (cookie.name().to_owned(), cookie.value().into()))
        .collect()
}

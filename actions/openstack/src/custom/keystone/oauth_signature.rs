//! OAuth 1.0 signatures of requests (RFC 5849, section 3.4).

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use mistral_cloud::url::encode;
use sha1::Sha1;

/// Keys that are sent and secrets that sign the request.
pub(super) struct Credentials<'a> {
    /// Key and secret of the consumer.
    pub(super) consumer: (&'a str, &'a str),
    /// Key and secret of the token, if there is one.
    pub(super) token: Option<(&'a str, &'a str)>,
    /// An additional parameter and its value.
    pub(super) more: (&'a str, &'a str),
}

impl Credentials<'_> {
    /// Returns the `Authorization` header of a request without query and form parameters.
    pub(super) fn sign(&self, method: &str, url: &str) -> String {
        /// Makes the nonces of simultaneous requests differ.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.unwrap_or_default();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let nonce = format!("{}{}{count}", now.as_nanos(), std::process::id());
        self.header(method, url, &nonce, now.as_secs())
    }

    fn header(&self, method: &str, url: &str, nonce: &str, seconds: u64) -> String {
        let seconds = seconds.to_string();
        let mut parameters = vec![
            ("oauth_consumer_key", self.consumer.0),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", &seconds),
            ("oauth_version", "1.0"),
            self.more,
        ];
        parameters.extend(self.token.map(|(key, _)| ("oauth_token", key)));
        parameters.sort_unstable();
        let pairs = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)));
        let pairs = pairs.collect::<Vec<_>>().join("&");
        let base = format!("{method}&{}&{}", encode(url), encode(&pairs));
        let signature = self.signature(&base);
        parameters.push(("oauth_signature", &signature));
        let parts = parameters
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", encode(value)));
        format!("OAuth {}", parts.collect::<Vec<_>>().join(", "))
    }

    fn signature(&self, base: &str) -> String {
        let token_secret = self.token.map(|(_, secret)| secret).unwrap_or_default();
        let key = format!("{}&{}", encode(self.consumer.1), encode(token_secret));
        let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes());
        let mut mac = mac.expect("HMAC accepts keys of any length");
        mac.update(base.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_equals_oauthlib() {
        let credentials = Credentials {
            consumer: ("ck", "c&s"),
            token: Some(("tk", "ts")),
            more: ("oauth_verifier", "v/1"),
        };
        let url = "http://h:5000/v3/OS-OAUTH1/access_token";
        let header = credentials.header("POST", url, "123", 1_700_000_000);
        assert!(
            header.contains("oauth_signature=\"eU927M8ZEavOIF3bG9Dd%2FmwqXZk%3D\""),
            "{header}"
        );
    }
}

//! Secrets of a call: found by their names, and masked wherever they stand.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use mistral_actions::__private::Redactor;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use url::Url;

use super::names::is_secret;
use super::{MASK, text};
use crate::http::exchange::Request;
use crate::http::options::HttpOptions;

/// The secrets of a call. A server may repeat them under any name.
#[derive(Default)]
pub(in crate::http) struct Secrets(Redactor);

impl Secrets {
    /// Returns the secrets of a request.
    pub(in crate::http) fn of(
        request: &Request,
        body: Option<&Value>,
        proxies: &Map<String, Value>,
        options: &HttpOptions,
    ) -> Self {
        let mut secrets = Self::default();
        for (name, value) in &request.headers {
            let hidden = options
                .sensitive_headers
                .iter()
                .any(|one| one == name.as_str());
            if hidden || is_secret(name.as_str()) {
                let value: String = value.as_bytes().iter().copied().map(char::from).collect();
                secrets.add_header(name == AUTHORIZATION, name == COOKIE, &value);
            }
        }
        secrets.add_url(&request.url);
        secrets.add_named(body.unwrap_or(&Value::Null));
        proxies.values().for_each(|proxy| secrets.add_named(proxy));
        secrets.add_encoded(&request.url);
        secrets
    }

    /// Adds a secret text, also as it is before its percent-encoding.
    pub(in crate::http) fn add(&mut self, text: &str) {
        self.0.add_text(text);
        let decoded = percent_decode_str(text).decode_utf8_lossy();
        let of_form = text.replace('+', " ");
        for other in [decoded, percent_decode_str(&of_form).decode_utf8_lossy()] {
            if other != text {
                self.0.add_text(&other);
            }
        }
    }

    /// Adds the parts of the URL that are known secrets in percent-encoding, which is not unique.
    fn add_encoded(&mut self, url: &Url) {
        let query = url.query().unwrap_or_default();
        for part in url.path().split('/').chain(query.split(['&', '='])) {
            let of_form = part.replace('+', " ");
            let decoded = percent_decode_str(&of_form).decode_utf8_lossy();
            if self.0.redact_text(&decoded) != decoded {
                self.0.add_text(part);
            }
        }
    }

    fn add_header(&mut self, authorization: bool, cookie: bool, value: &str) {
        self.add(value);
        // Without the scheme, such as `Bearer`.
        let Some(credentials) = value.split_once(' ').map(|(_, rest)| rest.trim()) else {
            return;
        };
        if cookie {
            let cookies = value.split(';').filter_map(|cookie| cookie.split_once('='));
            cookies.for_each(|(_, value)| self.add(value.trim()));
        } else if authorization {
            self.add(credentials);
            let decoded = STANDARD.decode(credentials).unwrap_or_default();
            if let Some((_, password)) = String::from_utf8_lossy(&decoded).split_once(':') {
                self.add(password);
            }
        }
    }

    fn add_url(&mut self, url: &Url) {
        match url.password() {
            Some(password) => self.add(password),
            None => self.add(url.username()),
        }
        for (name, value) in url.query_pairs() {
            if is_secret(&name) {
                self.add(&value);
            } else {
                self.add_named(&Value::from(value));
            }
        }
        self.add_named(&Value::from(url.fragment()));
    }

    /// Adds the secrets of a value that are found by their names.
    fn add_named(&mut self, value: &Value) {
        mask_named(&mut value.clone(), &mut |secret| self.add_scalars(secret));
    }

    fn add_scalars(&mut self, secret: &Value) {
        match secret {
            Value::String(text) => self.add(text),
            Value::Number(_) => self.0.add(secret),
            Value::Array(items) => items.iter().for_each(|item| self.add_scalars(item)),
            Value::Object(members) => members.values().for_each(|item| self.add_scalars(item)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Masks the secrets of the call in a value, and those that the value itself names.
    pub(super) fn mask(&self, value: &mut Value) {
        let mut own = Self(self.0.clone());
        mask_named(value, &mut |secret| own.add_scalars(secret));
        own.0.redact(value);
    }

    /// Masks the secrets of the call in a text.
    pub(super) fn mask_text(&self, text: &str) -> String {
        let mut value = Value::from(text);
        self.mask(&mut value);
        value.as_str().unwrap_or(MASK).to_owned()
    }
}

/// Masks the values of secret names, and passes each of them on.
fn mask_named(value: &mut Value, found: &mut dyn FnMut(&Value)) {
    let mut replace = |secret: &mut Value| {
        if !secret.is_null() {
            found(secret);
            *secret = MASK.into();
        }
    };
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if is_secret(name) {
                    replace(member);
                }
            }
            // `{"name": "password", "value": "x"}`
            let texts = ["name", "key", "header", "field"].map(|key| members.get(key)?.as_str());
            if texts.into_iter().flatten().any(is_secret) {
                for key in ["value", "values", "val", "data"] {
                    members.get_mut(key).map(&mut replace);
                }
            }
            for member in members.values_mut() {
                mask_named(member, found);
            }
        }
        Value::Array(items) => {
            // `["password", "x"]`, in a list of pairs.
            if let [Value::String(name), secret] = items.as_mut_slice()
                && is_secret(name)
            {
                replace(secret);
            }
            for item in items {
                mask_named(item, found);
            }
        }
        Value::String(text) => mask_named_in_text(text, found),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn mask_named_in_text(text: &mut String, found: &mut dyn FnMut(&Value)) {
    let is_json = text.trim_start().starts_with(['{', '[']);
    if is_json && let Ok(mut value) = serde_json::from_str::<Value>(text) {
        let before = value.clone();
        mask_named(&mut value, found);
        if value != before {
            *text = value.to_string();
        }
    } else {
        *text = text::mask(text, &mut |secret| found(&Value::from(secret)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_secret_names_are_masked() {
        for (value, expected) in [
            (
                json!({"server": {"adminPass": "x123"}}),
                json!({"server": {"adminPass": "***"}}),
            ),
            (
                json!({"auth": {"user": "ada"}, "a": [{"X-API-Key": 1}]}),
                json!({"auth": "***", "a": [{"X-API-Key": "***"}]}),
            ),
            (
                json!([["password", "x123"], ["city", "Oslo"]]),
                json!([["password", "***"], ["city", "Oslo"]]),
            ),
            (json!([["pin", 1234]]), json!([["pin", "***"]])),
            (
                json!({"env": [{"name": "DB_PASSWORD", "value": "x123"}]}),
                json!({"env": [{"name": "DB_PASSWORD", "value": "***"}]}),
            ),
            (
                json!({"key": "token", "value": {"a": "x123"}}),
                json!({"key": "token", "value": "***"}),
            ),
            (
                json!({"data": "{\"password\": \"x123\"}"}),
                json!({"data": "{\"password\":\"***\"}"}),
            ),
            (
                json!({"data": "a=b&password=x123"}),
                json!({"data": "a=b&password=***"}),
            ),
            (
                json!({"url": "http://ada:x123@h/"}),
                json!({"url": "http://ada:***@h/"}),
            ),
            (
                json!({"token": "abcd1234", "next": "/t/abcd1234?a=b"}),
                json!({"token": "***", "next": "/t/***?a=b"}),
            ),
            (
                json!({"password": null, "a": 1, "b": [true]}),
                json!({"password": null, "a": 1, "b": [true]}),
            ),
        ] {
            let mut masked = value;
            Secrets::default().mask(&mut masked);
            assert_eq!(masked, expected);
        }
    }
}

//! Forms of requests and responses for the log, with secrets masked. Mirrors `mistral/utils/redact.py` and
//! `mistral/utils/rest_utils.py`.

use serde_json::{Map, Value};
use url::Url;

use super::exchange::Request;
use super::options::HttpOptions;

const MASK: &str = mistral_actions::__private::MASK;
const HIDDEN: &str = "body hidden due to action_logging configuration";
/// Upper bound on the logged characters of a body.
const LONGEST: usize = 1000;
/// Minimum length of a secret that is masked in responses; shorter ones occur within other words.
pub(super) const SHORTEST_SECRET: usize = 4;

/// Parts of keys whose value is secret.
const SECRET_KEYS: [&str; 12] = [
    "passwd",
    "password",
    "token",
    "secret",
    "auth",
    "api_key",
    "api-key",
    "apikey",
    "credential",
    "cookie",
    "private_key",
    "passphrase",
];

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRET_KEYS.iter().any(|secret| key.contains(secret))
}

/// Returns a value with the members masked whose keys denote secrets.
pub(super) fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let members = map.iter().map(|(key, value)| {
                let value = if is_secret(key) {
                    MASK.into()
                } else {
                    redacted(value)
                };
                (key.clone(), value)
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(redacted).collect(),
        value => value.clone(),
    }
}

/// Returns headers without those in `sensitive_headers`, and with secret values masked.
pub(super) fn headers(headers: &Map<String, Value>, options: &HttpOptions) -> Value {
    let mut shown = headers.clone();
    shown.retain(|name, _| {
        !options
            .sensitive_headers
            .contains(&name.to_ascii_lowercase())
    });
    redacted(&Value::Object(shown))
}

/// Returns a URL with its password and the values of secret query parameters masked.
pub(super) fn url(url: &Url) -> String {
    let mut shown = url.clone();
    if url.password().is_some() {
        let _ = shown.set_password(Some(MASK));
    }
    if url.query_pairs().any(|(key, _)| is_secret(&key)) {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(key, value)| {
                let value = if is_secret(&key) {
                    MASK.to_owned()
                } else {
                    value.into_owned()
                };
                (key.into_owned(), value)
            })
            .collect();
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    shown.into()
}

/// Returns the body of a request as it is logged.
pub(super) fn request_body(body: Option<&Value>, options: &HttpOptions) -> String {
    match body {
        None => "none".to_owned(),
        Some(_) if options.hide_request_body => HIDDEN.to_owned(),
        Some(Value::String(text)) => text_body(text),
        Some(body) => cut(&redacted(body).to_string()),
    }
}

/// Returns the body of a response as it is logged. Masks the secrets of the request too, since a server may return them
/// under any key.
pub(super) fn response_body(content: &Value, secrets: &[String], options: &HttpOptions) -> String {
    let shown = match content {
        _ if options.hide_response_body => HIDDEN.to_owned(),
        Value::String(text) => text_body(text),
        content => redacted(content).to_string(),
    };
    let mask = |shown: String, secret: &String| shown.replace(secret.as_str(), MASK);
    cut(&secrets.iter().fold(shown, mask))
}

/// Returns the secret strings of a request.
pub(super) fn secrets(request: &Request, body: Option<&Value>) -> Vec<String> {
    let mut secrets = Vec::new();
    for (name, value) in &request.headers {
        if is_secret(name.as_str())
            && let Ok(value) = value.to_str()
        {
            // With and without the scheme, such as `Bearer`.
            secrets.push(value.to_owned());
            secrets.extend(value.rsplit(' ').next().map(ToOwned::to_owned));
        }
    }
    secrets.extend(request.url.password().map(ToOwned::to_owned));
    let pairs = request.url.query_pairs();
    secrets.extend(
        pairs
            .filter(|(key, _)| is_secret(key))
            .map(|(_, value)| value.into_owned()),
    );
    gather(body.unwrap_or(&Value::Null), false, &mut secrets);
    // Longer ones first, since one secret may contain another.
    secrets.retain(|secret| secret.len() >= SHORTEST_SECRET);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

fn gather(value: &Value, secret: bool, secrets: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                gather(value, secret || is_secret(key), secrets);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, secret, secrets)),
        Value::String(text) if secret => secrets.push(text.clone()),
        _ => {}
    }
}

/// Returns JSON redacted, and only the length of other text, which has no keys that denote secrets.
fn text_body(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => cut(&redacted(&value).to_string()),
        _ => format!("{} bytes", text.len()),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_secret_keys_are_masked() {
        assert_eq!(
            redacted(&json!({"auth": {"user": "ada"}, "a": [{"X-API-Key": 1, "b": "c"}]})),
            json!({"auth": "***", "a": [{"X-API-Key": "***", "b": "c"}]})
        );
        let shown = url(&"http://ada:s3cret@h/?token=t0ken&a=b".parse().unwrap());
        assert_eq!(shown, "http://ada:***@h/?token=***&a=b");
        assert_eq!(text_body("password=s3cret"), "15 bytes");
        assert_eq!(
            text_body(r#"{"password": "s3cret"}"#),
            r#"{"password":"***"}"#
        );
    }
}

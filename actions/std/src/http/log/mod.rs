//! Forms of requests and responses for the log, with secrets masked. Mirrors `mistral/utils/redact.py` and
//! `mistral/utils/rest_utils.py`.

mod names;
mod secrets;
mod text;

use serde_json::{Map, Value};
use url::Url;

use super::options::HttpOptions;
use names::is_secret;
pub(super) use secrets::Secrets;

const MASK: &str = mistral_actions::__private::MASK;
const HIDDEN: &str = "body hidden due to action_logging configuration";
/// Upper bound on the logged characters of a body.
const LONGEST: usize = 1000;

/// Returns headers without those in `sensitive_headers`.
pub(super) fn headers(
    headers: &Map<String, Value>,
    secrets: &Secrets,
    options: &HttpOptions,
) -> Value {
    let mut shown = headers.clone();
    shown.retain(|name, _| {
        !options
            .sensitive_headers
            .contains(&name.to_ascii_lowercase())
    });
    let mut shown = Value::Object(shown);
    secrets.mask(&mut shown);
    shown
}

/// Returns a URL.
pub(super) fn url(url: &Url, secrets: &Secrets) -> String {
    let mut shown = url.clone();
    if url.password().is_some() {
        let _ = shown.set_password(Some(MASK));
    } else if !url.username().is_empty() {
        // A user without a password is a token.
        let _ = shown.set_username(MASK);
    }
    // Decoded: there are several ways to encode a secret.
    let mut is_masked = false;
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| {
            let masked = if is_secret(&name) {
                MASK.to_owned()
            } else {
                secrets.mask_text(&value)
            };
            is_masked |= masked != value;
            (name.into_owned(), masked)
        })
        .collect();
    if is_masked {
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    secrets.mask_text(shown.as_str())
}

/// Returns the body of a request.
pub(super) fn request_body(
    body: Option<&Value>,
    secrets: &Secrets,
    options: &HttpOptions,
) -> String {
    match body {
        None => "none".to_owned(),
        Some(_) if options.hide_request_body => HIDDEN.to_owned(),
        Some(body) => shown_body(body, secrets),
    }
}

/// Returns the body of a response.
pub(super) fn response_body(content: &Value, secrets: &Secrets, options: &HttpOptions) -> String {
    if options.hide_response_body {
        HIDDEN.to_owned()
    } else {
        shown_body(content, secrets)
    }
}

/// Returns JSON, and only the length of other text, in which not every secret has a name.
fn shown_body(body: &Value, secrets: &Secrets) -> String {
    let mut shown = match body {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
            _ => return format!("{} bytes", text.len()),
        },
        body => body.clone(),
    };
    secrets.mask(&mut shown);
    cut(shown.to_string())
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn urls_have_no_secrets() {
        for (given, expected) in [
            (
                "http://ada:s3cret@h/?token=t0ken&a=b",
                "http://ada:***@h/?token=***&a=b",
            ),
            ("http://t0ken@h/", "http://***@h/"),
            ("http://h/?%74oken=t0ken", "http://h/?token=***"),
            (
                "http://h/?next=http%3A%2F%2Fg%2F%3Fa%3Db",
                "http://h/?next=http%3A%2F%2Fg%2F%3Fa%3Db",
            ),
            (
                "http://h/#access_token=t0ken&a=b",
                "http://h/#access_token=***&a=b",
            ),
            (
                "http://h/a?X-Amz-Signature=abc&b=c",
                "http://h/a?X-Amz-Signature=***&b=c",
            ),
        ] {
            assert_eq!(url(&given.parse().unwrap(), &Secrets::default()), expected);
        }
    }

    #[test]
    fn texts_are_shown_by_their_length() {
        let shown = |body: Value| shown_body(&body, &Secrets::default());
        assert_eq!(shown(json!("password=s3cret")), "15 bytes");
        assert_eq!(
            shown(json!(r#"{"password": "s3cret"}"#)),
            r#"{"password":"***"}"#
        );
    }
}

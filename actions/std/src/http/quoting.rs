//! Percent-encoding with the rules of Python's requests, so that servers receive and results contain the same URLs.
//!
//! `form_urlencoded` does not fit: it encodes `~` and keeps `*`, and Python does the opposite. `percent-encoding` has
//! no `requote_uri`, which decodes unreserved characters and normalizes the other escapes.

use std::fmt::Write;

use serde_json::Value;
use url::Url;

use crate::python;

/// Appends query parameters to a URL, then requotes its user, password, path and query.
///
/// # Errors
///
/// If the type of the parameters is not supported.
pub(super) fn complete(url: &mut Url, params: Option<&Value>) -> Result<(), String> {
    let params = params.map(query).transpose()?.unwrap_or_default();
    let query = match (url.query(), params.as_str()) {
        (query, "") => query.map(ToOwned::to_owned),
        (None | Some(""), params) => Some(params.to_owned()),
        (Some(query), params) => Some(format!("{query}&{params}")),
    };
    let query = query.filter(|query| !query.is_empty());
    url.set_query(query.as_deref().map(requote).as_deref());
    let user = requote(url.username());
    let password = url.password().map(requote);
    // These fail only for URLs without a host.
    let _ = url.set_username(&user);
    let _ = url.set_password(password.as_deref());
    let path = requote(url.path());
    url.set_path(&path);
    Ok(())
}

/// `requests.models.RequestEncodingMixin._encode_params`.
pub(super) fn query(params: &Value) -> Result<String, String> {
    let pairs: Vec<(String, &Value)> = match params {
        Value::String(text) => return Ok(text.clone()),
        Value::Null => Vec::new(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items.iter().map(pair).collect::<Result<_, _>>()?,
        _ => return Err("expected a string, an object, or a list of pairs".to_owned()),
    };
    let mut query = Vec::new();
    for (key, value) in pairs {
        let keys: Vec<Value>;
        let values = match value {
            Value::Array(values) => values.as_slice(),
            // Python iterates over an object's keys.
            Value::Object(map) => {
                keys = map.keys().cloned().map(Value::from).collect();
                keys.as_slice()
            }
            value => std::slice::from_ref(value),
        };
        for value in values.iter().filter(|value| !value.is_null()) {
            let value = python::text(value)
                .ok_or_else(|| format!("the value of `{key}` is neither a string nor a number"))?;
            query.push(format!("{}={}", quote_plus(&key), quote_plus(&value)));
        }
    }
    Ok(query.join("&"))
}

fn pair(item: &Value) -> Result<(String, &Value), String> {
    match item.as_array().map(Vec::as_slice) {
        Some([key, value]) => python::text(key).map(|key| (key, value)),
        _ => None,
    }
    .ok_or_else(|| "expected a list of pairs".to_owned())
}

/// `urllib.parse.quote_plus`.
fn quote_plus(text: &str) -> String {
    let mut quoted = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => quoted.push('+'),
            byte if is_unreserved(byte) => quoted.push(char::from(byte)),
            byte => encode(byte, &mut quoted),
        }
    }
    quoted
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// `requests.utils.requote_uri`: decodes escapes of unreserved characters, and encodes characters that are not
/// allowed.
fn requote(text: &str) -> String {
    let mut quoted = String::new();
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let encoded = match after {
            [high, low, ..] if *byte == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = encoded {
            rest = &after[2..];
            let byte = high << 4 | low;
            if is_unreserved(byte) {
                quoted.push(char::from(byte));
            } else {
                encode(byte, &mut quoted);
            }
        } else if *byte == b'%' {
            quoted.push_str("%25");
        } else if is_unreserved(*byte) || b"!#$&'()*+,/:;=?@[]".contains(byte) {
            quoted.push(char::from(*byte));
        } else {
            encode(*byte, &mut quoted);
        }
    }
    quoted
}

fn encode(byte: u8, quoted: &mut String) {
    // Writing into a string cannot fail.
    let _ = write!(quoted, "%{byte:02X}");
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

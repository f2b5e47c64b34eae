//! Decoding of a body: JSON, text in some encoding, or neither.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use serde_json::Value;

use super::head::Head;

/// `requests.utils.get_encoding_from_headers`.
pub(super) fn encoding(head: &Head) -> Option<String> {
    let content_type = head.get("content-type").filter(|value| !value.is_empty())?;
    let mut parts = content_type.split(';');
    let media_type = parts.next().unwrap_or_default().trim();
    let charset = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = unquoted(name).eq_ignore_ascii_case("charset");
        is_charset.then(|| unquoted(value).to_owned())
    });
    if charset.is_some() {
        charset
    } else if media_type.contains("text") {
        Some("ISO-8859-1".to_owned())
    } else if media_type.contains("application/json") {
        Some("utf-8".to_owned())
    } else {
        None
    }
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '\'', ' '])
}

/// The content of a result: parsed if it is JSON, else text.
///
/// # Errors
///
/// If the body is not text, since a JSON result can only contain text.
pub(super) fn content(body: &[u8], encoding: Option<&str>) -> Result<Value, String> {
    if let Some(json) = json(body, encoding) {
        return Ok(json);
    }
    let text = match encoding {
        _ if body.is_empty() => String::new(),
        // Python passes these bytes on undecoded, and finally reads them as UTF-8.
        None | Some("utf-8") => String::from_utf8(body.to_vec()).map_err(|_| {
            format!(
                "the response body ({} bytes) is neither JSON nor UTF-8 text, so a result cannot contain it",
                body.len()
            )
        })?,
        Some(name) => {
            decode(body, name).ok_or_else(|| format!("the response body is not text in {name}"))??
        }
    };
    Ok(Value::String(text))
}

fn json(body: &[u8], encoding: Option<&str>) -> Option<Value> {
    let text = match encoding {
        // Invalid bytes become U+FFFD, as in `requests.Response.text`.
        Some(name) => match charset(name) {
            Some(Charset::Other(other)) => other.decode_without_bom_handling(body).0.into_owned(),
            Some(Charset::Latin1) => latin1(body),
            Some(Charset::Utf8 | Charset::Ascii) | None => {
                String::from_utf8_lossy(body).into_owned()
            }
        },
        None => decode_guessed(body)?,
    };
    serde_json::from_str(&text).ok()
}

/// `requests.utils.guess_json_utf`: derives the UTF encoding of JSON from the null bytes of its first characters.
fn decode_guessed(body: &[u8]) -> Option<String> {
    let utf16 = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(body);
        text.map(|text| text.trim_start_matches('\u{feff}').to_owned())
    };
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xff, 0xfe, ..] | [1..=255, 0, ..] => utf16(UTF_16LE),
        [0xfe, 0xff, ..] | [0, 1..=255, ..] => utf16(UTF_16BE),
        body => String::from_utf8(body.to_vec()).ok(),
    }
}

enum Charset {
    Utf8,
    Latin1,
    Ascii,
    Other(&'static Encoding),
}

/// Returns the encoding of a name.
///
/// Decodes latin-1 and ASCII by hand, as Python does: browsers, and so encoding_rs, treat both names as windows-1252.
fn charset(name: &str) -> Option<Charset> {
    let plain = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    match plain.as_str() {
        "utf-8" | "utf8" => Some(Charset::Utf8),
        "iso-8859-1" | "iso8859-1" | "latin-1" | "latin1" | "l1" | "8859" | "cp819" => {
            Some(Charset::Latin1)
        }
        "us-ascii" | "ascii" | "646" => Some(Charset::Ascii),
        plain => Encoding::for_label(plain.as_bytes()).map(Charset::Other),
    }
}

/// Decodes a body strictly. Returns `None` if it contains invalid bytes.
///
/// # Errors
///
/// Python's message, if the encoding is unknown.
fn decode(body: &[u8], name: &str) -> Option<Result<String, String>> {
    let text = match charset(name) {
        None => return Some(Err(format!("unknown encoding: {name}"))),
        Some(Charset::Utf8) => String::from_utf8(body.to_vec()).ok(),
        Some(Charset::Latin1) => Some(latin1(body)),
        Some(Charset::Ascii) if body.is_ascii() => Some(latin1(body)),
        Some(Charset::Ascii) => None,
        Some(Charset::Other(encoding)) => encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .map(std::borrow::Cow::into_owned),
    };
    text.map(Ok)
}

fn latin1(body: &[u8]) -> String {
    body.iter().copied().map(char::from).collect()
}

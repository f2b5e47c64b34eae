//! The envelope around every message: `{"oslo.version": "2.0", "oslo.message": "<JSON text>"}`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Received<'a> {
    #[serde(borrow, rename = "oslo.message")]
    message: Cow<'a, str>,
}

#[derive(Serialize)]
struct Sent<'a> {
    #[serde(rename = "oslo.version")]
    version: &'static str,
    #[serde(rename = "oslo.message")]
    message: &'a str,
}

/// The JSON text within an envelope.
///
/// # Errors
///
/// If it is no envelope.
pub(super) fn open(body: &[u8]) -> Result<Cow<'_, str>, serde_json::Error> {
    serde_json::from_slice::<Received<'_>>(body).map(|envelope| envelope.message)
}

/// Puts a JSON text into an envelope.
pub(super) fn seal(message: &str) -> Vec<u8> {
    let envelope = Sent {
        version: "2.0",
        message,
    };
    // The quotes of the text are escaped.
    let mut body = Vec::with_capacity(message.len() + message.len() / 4 + 64);
    match serde_json::to_writer(&mut body, &envelope) {
        Ok(()) => body,
        Err(error) => unreachable!("texts are JSON: {error}"),
    }
}

//! [`Refusal`]: an error response of a service.

use std::fmt;

use reqwest::StatusCode;
use serde_json::Value;

/// An error response of a service.
///
/// It displays as OpenStack's Python clients display it: `No such server (HTTP 404) (Request-ID: req-…)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The service's message.
    pub message: String,
    /// The service's id of the request, as its log has it.
    pub request_id: Option<String>,
}

impl Refusal {
    /// Reads the message in the body of an error response.
    pub(crate) fn new(status: StatusCode, body: &[u8], request_id: Option<String>) -> Self {
        Self {
            status: status.as_u16(),
            message: message(body, status.canonical_reason().unwrap_or("refused")),
            request_id,
        }
    }

    /// The status with its reason: `404 Not Found`.
    pub fn status_line(&self) -> String {
        let status = StatusCode::from_u16(self.status).ok();
        match status.and_then(|status| status.canonical_reason()) {
            Some(reason) => format!("{} {reason}", self.status),
            None => self.status.to_string(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (HTTP {})", self.message, self.status)?;
        match &self.request_id {
            Some(id) => write!(f, " (Request-ID: {id})"),
            None => Ok(()),
        }
    }
}

/// The message in the body of an error response. Its form depends on the service: `{"itemNotFound": {"message": …}}`,
/// `{"NeutronError": {"message": …}}`, `{"error": {"message": …}}`, `{"faultstring": …}`, a page of HTML.
fn message(body: &[u8], reason: &str) -> String {
    let text = || {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        // A page of HTML adds nothing to the status.
        (!text.is_empty() && !text.starts_with('<')).then(|| text.chars().take(1000).collect())
    };
    match serde_json::from_slice::<Value>(body) {
        Ok(body) => in_json(&body).or_else(text),
        Err(_) => text(),
    }
    .unwrap_or_else(|| reason.to_owned())
}

fn in_json(body: &Value) -> Option<String> {
    let direct = ["message", "faultstring"]
        .iter()
        .find_map(|key| body[key].as_str());
    let inner = || {
        let members = body.as_object()?.values();
        members.into_iter().find_map(|member| match member {
            Value::String(text) => Some(text.clone()),
            Value::Object(_) => in_json(member),
            Value::Array(items) => items.iter().find_map(|item| {
                in_json(item).or_else(|| item["detail"].as_str().map(str::to_owned))
            }),
            _ => None,
        })
    };
    direct.map(str::to_owned).or_else(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_found_in_the_form_of_each_service() {
        let found = |body: &str| message(body.as_bytes(), "Not Found");
        for (body, expected) in [
            (
                r#"{"itemNotFound": {"code": 404, "message": "no server"}}"#,
                "no server",
            ),
            (
                r#"{"NeutronError": {"type": "NetworkNotFound", "message": "no net", "detail": ""}}"#,
                "no net",
            ),
            (
                r#"{"error": {"code": 404, "message": "no user", "title": "Not Found"}}"#,
                "no user",
            ),
            (r#"{"errors": [{"status": 400, "detail": "bad"}]}"#, "bad"),
            ("<html><body>404</body></html>", "Not Found"),
            ("no such image", "no such image"),
            ("", "Not Found"),
        ] {
            assert_eq!(found(body), expected);
        }
    }
}

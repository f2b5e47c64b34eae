//! [`OpenStackError`]: why a service did not do what it was asked.

use std::error::Error;
use std::fmt;

use serde_json::Value;

/// Why a service did not do what it was asked. `?` makes it an [`ActionError`](mistral_actions::ActionError),
/// whose `source()` is this one.
///
/// It carries no token: the request is told by its method and its path.
#[derive(Debug)]
pub struct OpenStackError {
    /// What was asked for: `GET /servers/7 of compute`.
    what: String,
    kind: Kind,
    /// What is displayed in place of all that.
    message: Option<String>,
    /// Whether Keystone was asked on the way, and not the service.
    is_of_access: bool,
}

/// What went wrong.
#[derive(Debug)]
enum Kind {
    /// The service refused.
    Refused(Refusal),
    /// There was no answer, or none that makes sense.
    Failed(String),
}

/// A service's refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// What the service says.
    pub message: String,
    /// The service's id of the request, for its log.
    pub request_id: Option<String>,
}

impl OpenStackError {
    pub(crate) fn refused(what: impl Into<String>, refusal: Refusal) -> Self {
        Self {
            what: what.into(),
            kind: Kind::Refused(refusal),
            message: None,
            is_of_access: false,
        }
    }

    pub(crate) fn failed(what: impl Into<String>, why: impl fmt::Display) -> Self {
        Self {
            what: what.into(),
            kind: Kind::Failed(why.to_string()),
            message: None,
            is_of_access: false,
        }
    }

    /// The same error in other words, for actions that have words of their own.
    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.message = Some(message);
        self
    }

    /// An error on the way to the service.
    pub(super) fn of_access(mut self) -> Self {
        self.is_of_access = true;
        self
    }

    /// Whether it is the service itself that failed.
    pub(crate) fn is_of_service(&self) -> bool {
        !self.is_of_access
    }

    /// The HTTP status, if the service answered.
    pub fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// The service's refusal, if it answered.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.kind {
            Kind::Refused(refusal) => Some(refusal),
            Kind::Failed(_) => None,
        }
    }

    /// Whether the service knows no such thing.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Why, without what was asked for.
    pub fn reason(&self) -> String {
        match &self.kind {
            Kind::Refused(refusal) if self.is_of_access => format!("{}: {refusal}", self.what),
            Kind::Refused(refusal) => refusal.to_string(),
            Kind::Failed(why) => why.clone(),
        }
    }
}

impl Refusal {
    /// `404 Not Found`.
    pub(crate) fn status_line(&self) -> String {
        let status = reqwest::StatusCode::from_u16(self.status).ok();
        match status.and_then(|status| status.canonical_reason()) {
            Some(reason) => format!("{} {reason}", self.status),
            None => self.status.to_string(),
        }
    }
}

/// As the python clients put it: `No such server (HTTP 404) (Request-ID: req-…)`.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (HTTP {})", self.message, self.status)?;
        match &self.request_id {
            Some(id) => write!(f, " (Request-ID: {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for OpenStackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => f.write_str(message),
            None if self.is_of_access => f.write_str(&self.reason()),
            None => write!(f, "{}: {}", self.what, self.reason()),
        }
    }
}

impl Error for OpenStackError {}

/// An error with the causes that it does not tell itself.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

/// What a service says in the body of a refusal. Each has a form of its own: `{"itemNotFound": {"message": …}}`,
/// `{"NeutronError": {"message": …}}`, `{"error": {"message": …}}`, `{"faultstring": …}`, a page of HTML.
pub(crate) fn message(body: &[u8], reason: &str) -> String {
    let text = || {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        // A page of HTML says what its status says.
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
    fn each_service_is_understood() {
        let told = |body: &str| message(body.as_bytes(), "Not Found");
        assert_eq!(
            told(r#"{"itemNotFound": {"code": 404, "message": "no server"}}"#),
            "no server"
        );
        assert_eq!(
            told(
                r#"{"NeutronError": {"type": "NetworkNotFound", "message": "no net", "detail": ""}}"#
            ),
            "no net"
        );
        assert_eq!(
            told(r#"{"error": {"code": 404, "message": "no user", "title": "Not Found"}}"#),
            "no user"
        );
        assert_eq!(
            told(r#"{"errors": [{"status": 400, "detail": "bad"}]}"#),
            "bad"
        );
        assert_eq!(told("<html><body>404</body></html>"), "Not Found");
        assert_eq!(told("no such image"), "no such image");
        assert_eq!(told(""), "Not Found");
    }

    #[test]
    fn a_refusal_reads_as_the_clients_have_it() {
        let refusal = Refusal {
            status: 404,
            message: "no server".into(),
            request_id: Some("req-1".into()),
        };
        let error = OpenStackError::refused("GET /servers/7 of compute", refusal);
        assert_eq!(
            error.to_string(),
            "GET /servers/7 of compute: no server (HTTP 404) (Request-ID: req-1)"
        );
        assert!(error.is_not_found());
    }
}

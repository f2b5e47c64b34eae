//! The `_context_*` of a request: kept as it came, because the answer carries it back.

use std::fmt::{self, Write};

use mistral_actions::SecurityContext;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The context of a request, as JSON texts.
#[derive(Clone, Default)]
pub(crate) struct RequestContext {
    /// `,"_context_user":null,…`: ready to be put into the answer.
    members: String,
    /// `"user":null,…`: ready to be read.
    values: String,
}

impl RequestContext {
    /// Takes a member whose name, without `_context_`, is given.
    pub(super) fn push(&mut self, name: &str, value: &RawValue) {
        let name = super::to_json(name);
        let comma = if self.values.is_empty() { "" } else { "," };
        // The name is a text between quotes.
        let _ = write!(self.members, ",\"_context_{}:{value}", &name[1..]);
        let _ = write!(self.values, "{comma}{name}:{value}");
    }

    /// The members of the answer, each after a comma.
    pub(super) fn members(&self) -> &str {
        &self.members
    }

    /// What identifies it: equal contexts have equal texts.
    pub(crate) fn text(&self) -> &str {
        &self.values
    }

    /// On whose behalf the request was made.
    ///
    /// # Errors
    ///
    /// If a member has another type than Mistral's.
    pub(crate) fn security(&self) -> Result<SecurityContext, serde_json::Error> {
        serde_json::from_str(&format!("{{{}}}", self.values))
    }

    /// What the log says of the request: ids and who made it, as oslo.log has it.
    pub(crate) fn log_ids(&self) -> LogIds {
        serde_json::from_str(&format!("{{{}}}", self.values)).unwrap_or_default()
    }
}

/// The context holds a token.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestContext")
    }
}

/// What identifies a request in the log: oslo.log's ids, and the outermost workflow execution.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct LogIds {
    pub(crate) global_request_id: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) user_identity: Option<String>,
    pub(crate) root_execution_id: Option<String>,
    /// The engine's place in a trace, as the W3C writes it.
    #[cfg(feature = "otel")]
    pub(crate) traceparent: Option<String>,
    #[cfg(feature = "otel")]
    pub(crate) tracestate: Option<String>,
}

impl fmt::Display for LogIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        write!(
            f,
            "{} {} {}",
            or_dash(&self.global_request_id),
            or_dash(&self.request_id),
            or_dash(&self.user_identity)
        )?;
        match &self.root_execution_id {
            Some(id) => write!(f, " {id}"),
            None => Ok(()),
        }
    }
}

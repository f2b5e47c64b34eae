//! The `_context_*` of a request: kept as it came, because the answer carries it back.

use std::collections::BTreeMap;
use std::fmt;

use mistral_actions::SecurityContext;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The context of a request, as JSON texts.
#[derive(Clone, Default)]
pub(crate) struct RequestContext {
    /// `,"_context_user":null,…`: ready to be put into the answer.
    members: String,
}

/// What the names of the members begin with on the wire.
const PREFIX: &str = "_context_";

/// As long as the members are without a service catalog: they are put together for every request.
const USUAL_LENGTH: usize = 2048;

impl RequestContext {
    /// Takes a member whose name, without `_context_`, is given.
    pub(super) fn push(&mut self, name: &str, value: &RawValue) {
        if self.members.is_empty() {
            self.members.reserve(USUAL_LENGTH);
        }
        self.members.push_str(",\"");
        self.members.push_str(PREFIX);
        if name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            self.members.push_str(name);
            self.members.push('"');
        } else {
            // The name is a text between quotes.
            self.members.push_str(&super::to_json(name)[1..]);
        }
        self.members.push(':');
        self.members.push_str(value.get());
    }

    /// The members of the answer, each after a comma.
    pub(super) fn members(&self) -> &str {
        &self.members
    }

    /// What identifies it: equal contexts have equal texts.
    pub(crate) fn text(&self) -> &str {
        &self.members
    }

    /// The members as an object, without what their names begin with. Few requests come to that: the worker
    /// remembers contexts.
    fn object(&self) -> Result<String, serde_json::Error> {
        let members = self.members.strip_prefix(',').unwrap_or_default();
        let members = format!("{{{members}}}");
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(&members)?;
        let named = members.iter().map(|(name, value)| {
            let name = name.strip_prefix(PREFIX).unwrap_or(name);
            format!("{}:{value}", super::to_json(name))
        });
        Ok(format!("{{{}}}", named.collect::<Vec<_>>().join(",")))
    }

    /// On whose behalf the request was made.
    ///
    /// # Errors
    ///
    /// If a member has another type than Mistral's.
    pub(crate) fn security(&self) -> Result<SecurityContext, serde_json::Error> {
        serde_json::from_str(&self.object()?)
    }

    /// What the log says of the request: ids and who made it, as oslo.log has it.
    pub(crate) fn log_ids(&self) -> LogIds {
        let ids = self
            .object()
            .and_then(|object| serde_json::from_str(&object));
        ids.unwrap_or_default()
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

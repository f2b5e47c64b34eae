//! The `_context_*` members of a request, kept as received, because the result carries them back.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use mistral_actions::SecurityContext;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem::problem;
use super::text::unescape;

/// The context of a request. Cheap to clone.
#[derive(Clone, Default)]
pub struct RequestContext {
    /// The members as they end an envelope, `, \"_context_user\": null…`: in this form they can be compared with the
    /// next request's, and copied into the result.
    escaped: Arc<str>,
}

/// Prefix of the members' names on the wire.
const PREFIX: &str = "_context_";

/// Collects the members of a context.
#[derive(Default)]
pub(super) struct Members(String);

impl Members {
    /// Adds a member; `name` is without the prefix.
    pub(super) fn push(&mut self, name: &str, value: &RawValue) {
        let name = super::to_json(&[PREFIX, name].concat());
        // With the spaces that Python writes.
        for part in [", ", &name, ": ", value.get()] {
            self.0.push_str(part);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn finish(self) -> RequestContext {
        let quoted = super::to_json(&self.0);
        RequestContext {
            escaped: quoted[1..quoted.len() - 1].into(),
        }
    }
}

impl RequestContext {
    /// Returns the context of a message that belongs to no request.
    pub(super) fn administrator() -> Self {
        Self {
            escaped: r#", \"_context_is_admin\": true"#.into(),
        }
    }

    /// Returns the members, each after a comma, escaped for an envelope.
    pub(super) fn escaped(&self) -> &str {
        &self.escaped
    }

    /// Returns the members as a JSON object, without the prefix of their names. Slow: the worker caches the parsed
    /// context.
    fn object(&self) -> Result<String, serde_json::Error> {
        let members = match unescape(&self.escaped) {
            Some(members) => members,
            None => serde_json::from_str(&format!("\"{}\"", self.escaped))?,
        };
        let members = format!("{{{}}}", members.strip_prefix(',').unwrap_or_default());
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(&members)?;
        let named = members.iter().map(|(name, value)| {
            let name = name.strip_prefix(PREFIX).unwrap_or(name);
            format!("{}:{value}", super::to_json(name))
        });
        Ok(format!("{{{}}}", named.collect::<Vec<_>>().join(",")))
    }

    /// Returns the security context of the request.
    ///
    /// # Errors
    ///
    /// If a member does not have the type that Mistral gives it.
    pub fn security(&self) -> Result<SecurityContext, String> {
        let object = self.object();
        let read = object.and_then(|object| serde_json::from_str(&object));
        read.map_err(|error| problem(&error))
    }

    /// Returns the ids that oslo.log writes for a request.
    pub fn log_ids(&self) -> LogIds {
        let ids = self
            .object()
            .and_then(|object| serde_json::from_str(&object));
        ids.unwrap_or_default()
    }
}

impl PartialEq for RequestContext {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.escaped, &other.escaped) || self.escaped == other.escaped
    }
}

/// The context holds a token, so nothing of it is shown.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestContext")
    }
}

/// The ids of a request in the log: oslo.log's, and that of the outermost workflow execution.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct LogIds {
    /// Id of the request that a user made, over all services.
    pub global_request_id: Option<String>,
    /// Id of the request to Mistral.
    pub request_id: Option<String>,
    /// User, project and domains, as oslo.context writes them.
    pub user_identity: Option<String>,
    /// Id of the outermost workflow execution.
    pub root_execution_id: Option<String>,
    /// The engine's position in a trace (W3C Trace Context).
    pub traceparent: Option<String>,
    /// Vendor-specific part of the trace (W3C Trace Context).
    pub tracestate: Option<String>,
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

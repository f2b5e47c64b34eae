//! The `_context_*` members of a request, kept as received, because the result carries them back.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use mistral_actions::dispatch::SecuritySource;
use mistral_actions::{Secret, SecurityContext};
use serde_json::value::RawValue;

use super::context_scan::{PREFIX, Scan};
use super::log_ids::LogIds;
use super::text::unescape;

/// The context of a request. Cheap to clone.
#[derive(Clone)]
pub struct RequestContext(Arc<Received>);

/// A context, of which only the parts that every request needs are read.
struct Received {
    /// The members as they end an envelope, `, \"_context_user\": null…`: in this form they can be compared with the
    /// next request's, and copied into the result.
    escaped: Box<str>,
    ids: LogIds,
    /// The ids in the form of the log.
    logged_ids: String,
    /// The members that do not have the type that Mistral gives them.
    problem: Option<String>,
    token: Option<Secret<String>>,
    security: OnceLock<SecurityContext>,
}

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
        let scan = Scan::of(&self.0).unwrap_or_default();
        RequestContext::new(quoted[1..quoted.len() - 1].into(), scan)
    }
}

impl RequestContext {
    fn new(escaped: Box<str>, scan: Scan) -> Self {
        Self(Arc::new(Received {
            escaped,
            logged_ids: scan.ids.to_string(),
            ids: scan.ids,
            problem: scan.problem,
            token: scan.token,
            security: OnceLock::new(),
        }))
    }

    /// Returns the context of these escaped members; `None` unless all of them are members of a context.
    pub(super) fn from_escaped(escaped: &str) -> Option<Self> {
        let scan = Scan::of(&unescape(escaped)?)?;
        Some(Self::new(escaped.into(), scan))
    }

    /// Returns the context of a message that belongs to no request.
    pub(super) fn administrator() -> Self {
        let escaped = r#", \"_context_is_admin\": true"#;
        Self::new(escaped.into(), Scan::default())
    }

    /// Returns the members, each after a comma, escaped for an envelope.
    pub(super) fn escaped(&self) -> &str {
        &self.0.escaped
    }

    /// Returns the ids that oslo.log writes for a request.
    pub fn ids(&self) -> &LogIds {
        &self.0.ids
    }

    /// Returns these ids in the form of the log.
    pub fn logged_ids(&self) -> &str {
        &self.0.logged_ids
    }

    /// Returns what builds the security context of the request when an action asks for it.
    ///
    /// # Errors
    ///
    /// If members do not have the type that Mistral gives them.
    pub fn security(&self) -> Result<Arc<dyn SecuritySource>, &str> {
        match &self.0.problem {
            Some(problem) => Err(problem),
            None => Ok(Arc::clone(&self.0) as Arc<dyn SecuritySource>),
        }
    }
}

impl Received {
    /// Returns the members as a JSON object, without the prefix of their names.
    fn object(&self) -> Result<String, serde_json::Error> {
        let members = match unescape(&self.escaped) {
            Some(members) => members,
            None => serde_json::from_str(&format!("\"{}\"", self.escaped))?,
        };
        let members = format!("{{{}}}", members.strip_prefix(',').unwrap_or_default());
        let mut members: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(&members)?;
        // Two names of one member, of which only one is set or both are the same.
        let [user, user_id] = ["_context_user", "_context_user_id"];
        if members.contains_key(user_id) {
            if members.get(user).is_none_or(|user| user.get() == "null") {
                members.remove(user);
            } else {
                members.remove(user_id);
            }
        }
        let named = members.iter().map(|(name, value)| {
            let name = name.strip_prefix(PREFIX).unwrap_or(name);
            format!("{}:{value}", super::to_json(name))
        });
        Ok(format!("{{{}}}", named.collect::<Vec<_>>().join(",")))
    }
}

impl SecuritySource for Received {
    fn security(&self) -> &SecurityContext {
        self.security.get_or_init(|| {
            let read = self
                .object()
                .and_then(|object| serde_json::from_str(&object));
            // The scan finds all that could be wrong (test `scan_finds_what_the_security_context_refuses`).
            read.unwrap_or_default()
        })
    }

    fn auth_token(&self) -> Option<&Secret<String>> {
        self.token.as_ref()
    }
}

impl Default for RequestContext {
    fn default() -> Self {
        Self::new("".into(), Scan::default())
    }
}

impl PartialEq for RequestContext {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.escaped == other.0.escaped
    }
}

/// The context holds a token, so nothing of it is shown.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestContext")
    }
}

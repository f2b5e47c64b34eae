//! [`LogIds`]: the ids of a request in the log.

use std::fmt;

/// The ids of a request in the log: oslo.log's, and that of the outermost workflow execution.
#[derive(Clone, Debug, Default)]
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
        fn or_dash(text: Option<&String>) -> &str {
            text.map_or("-", String::as_str)
        }
        write!(
            f,
            "{} {} {}",
            or_dash(self.global_request_id.as_ref()),
            or_dash(self.request_id.as_ref()),
            or_dash(self.user_identity.as_ref())
        )?;
        match &self.root_execution_id {
            Some(id) => write!(f, " {id}"),
            None => Ok(()),
        }
    }
}

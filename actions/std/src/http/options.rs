//! `[action_std_http]` and `[action_logging]`.

use std::time::Duration;

use mistral_actions::inject::{Inject, Injected};
use mistral_actions::{ActionContext, ActionError};

use super::egress::Egress;
use crate::options::Group;

/// The operator's options for the HTTP requests of actions.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    pub(super) egress: Egress,
    /// `None`: no limit.
    pub(super) default_timeout: Option<Duration>,
    /// Bytes. `None`: no limit.
    pub(super) max_response_size: Option<u64>,
    pub(super) hide_request_body: bool,
    pub(super) hide_response_body: bool,
    pub(super) sensitive_headers: Vec<String>,
}

impl HttpOptions {
    fn of(ctx: &ActionContext) -> Result<Self, ActionError> {
        let http = Group::of(ctx, "action_std_http");
        let logging = Group::of(ctx, "action_logging");
        let default_timeout = http.number("default_timeout", 60)?;
        let max_response_size = http.number("max_response_size_bytes", 5 * 1024 * 1024)?;
        Ok(Self {
            egress: Egress::new(
                http.list("allowed_hosts").unwrap_or_default(),
                http.list("denied_cidrs"),
            ),
            default_timeout: Some(default_timeout)
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            max_response_size: Some(max_response_size).filter(|bytes| *bytes > 0),
            hide_request_body: logging.switch("hide_request_body", false)?,
            hide_response_body: logging.switch("hide_response_body", false)?,
            sensitive_headers: logging
                .list("sensitive_headers")
                .unwrap_or_default()
                .into_iter()
                .map(str::to_ascii_lowercase)
                .collect(),
        })
    }
}

impl Inject for HttpOptions {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        Self::of(ctx).map(Injected::Owned)
    }
}

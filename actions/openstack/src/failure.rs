//! Errors worded as in mistral-extra.

use std::fmt;

use mistral_actions::ActionError;

use crate::client::OpenStackError;
use crate::services::{ClientMethod, ErrorFormat};

/// Words an error as mistral-extra does: `NovaAction.servers.get failed: No such server (HTTP 404)`
/// (`OpenStackAction.run` in its `actions/openstack/base.py`).
pub(crate) trait FailsAs<T> {
    /// Turns the error into the failure of a client's method.
    fn fails_as(self, method: ClientMethod<'_>) -> Result<T, ActionError>;
}

impl<T> FailsAs<T> for Result<T, OpenStackError> {
    fn fails_as(self, method: ClientMethod<'_>) -> Result<T, ActionError> {
        self.map_err(|error| {
            let message = message(method, reason(method, &error));
            error.with_message(message).into()
        })
    }
}

/// Words the failure of a client's method.
pub(crate) fn message(method: ClientMethod<'_>, why: impl fmt::Display) -> String {
    format!("{method} failed: {why}")
}

/// Returns the reason of a failure, worded as in the service's Python client.
pub(crate) fn reason(method: ClientMethod<'_>, error: &OpenStackError) -> String {
    let Some(refusal) = error.refusal().filter(|_| error.is_of_service()) else {
        return error.reason();
    };
    match method.service.error_format {
        ErrorFormat::StatusLast => refusal.to_string(),
        ErrorFormat::StatusFirst => {
            let text = refusal.message.split("<br").next().unwrap_or_default();
            format!("HTTP {}: {}", refusal.status_line(), text.trim_end())
        }
        ErrorFormat::RequestIdBelow => match &refusal.request_id {
            Some(id) => {
                let message = &refusal.message;
                format!("{message}\nNeutron server returns request_ids: ['{id}']")
            }
            None => refusal.message.clone(),
        },
    }
}

/// An error that the Python client raises itself: it refuses an input, or a response is incomplete.
pub(crate) fn client_error(why: impl fmt::Display) -> OpenStackError {
    OpenStackError::failed("the input", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Refusal;
    use crate::services::{ServiceDescriptor, cinder, glance, neutron, nova};

    #[test]
    fn source_of_error_is_kept() {
        let error = Err::<(), _>(client_error("nics are required"))
            .fails_as(nova::SERVICE.method("servers.create"));
        let error = error.unwrap_err();
        assert_eq!(
            error.to_string(),
            "NovaAction.servers.create failed: nics are required"
        );
        let cause = error.source().unwrap().downcast_ref::<OpenStackError>();
        assert_eq!(cause.unwrap().reason(), "nics are required");
    }

    #[test]
    fn refusals_are_worded_as_by_each_client() {
        let worded = |service: &'static ServiceDescriptor| {
            let refusal = Refusal {
                status: 404,
                message: "none".into(),
                request_id: Some("req-1".into()),
            };
            let error = OpenStackError::refused("GET /x of a service", refusal);
            Err::<(), _>(error)
                .fails_as(service.method("x"))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            worded(&cinder::SERVICE),
            "CinderAction.x failed: none (HTTP 404) (Request-ID: req-1)"
        );
        assert_eq!(
            worded(&glance::SERVICE),
            "GlanceAction.x failed: HTTP 404 Not Found: none"
        );
        assert_eq!(
            worded(&neutron::SERVICE),
            "NeutronAction.x failed: none\nNeutron server returns request_ids: ['req-1']"
        );
    }
}

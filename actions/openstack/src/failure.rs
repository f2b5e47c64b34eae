//! Errors in mistral-extra's words.

use std::fmt;

use mistral_actions::ActionError;

use crate::OpenStackError;

/// Tells an error as mistral-extra does: `NovaAction.servers.get failed: No such server (HTTP 404)`
/// (`OpenStackAction.run` in its `actions/openstack/base.py`).
pub(crate) trait FailsAs<T> {
    /// The method is told with the class of the action: `NovaAction.servers.get`.
    fn fails_as(self, method: &str) -> Result<T, ActionError>;
}

impl<T> FailsAs<T> for Result<T, OpenStackError> {
    fn fails_as(self, method: &str) -> Result<T, ActionError> {
        self.map_err(|error| {
            let message = message(method, reason(method, &error));
            error.with_message(message).into()
        })
    }
}

/// What an action says that failed.
pub(crate) fn message(method: &str, why: impl fmt::Display) -> String {
    format!("{method} failed: {why}")
}

/// Why a service refused, as its client puts it.
pub(crate) fn reason(method: &str, error: &OpenStackError) -> String {
    let Some(refusal) = error.refusal().filter(|_| error.is_of_service()) else {
        return error.reason();
    };
    match (method.split('.').next(), &refusal.request_id) {
        (Some("NeutronAction"), Some(id)) => {
            format!(
                "{}\nNeutron server returns request_ids: ['{id}']",
                refusal.message
            )
        }
        (Some("NeutronAction"), None) => refusal.message.clone(),
        (Some("GlanceAction"), _) => {
            // Its client takes the HTML away.
            let told = refusal.message.split("<br").next().unwrap_or_default();
            format!("HTTP {}: {}", refusal.status_line(), told.trim_end())
        }
        _ => refusal.to_string(),
    }
}

/// What the python client refuses before it asks a service, or does not find in an answer.
pub(crate) fn refused(why: impl fmt::Display) -> OpenStackError {
    OpenStackError::failed("the input", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    #[test]
    fn the_cause_stays_reachable() {
        let error =
            Err::<(), _>(refused("nics are required")).fails_as("NovaAction.servers.create");
        let error = error.unwrap_err();
        assert_eq!(
            error.to_string(),
            "NovaAction.servers.create failed: nics are required"
        );
        let cause = error.source().unwrap().downcast_ref::<OpenStackError>();
        assert_eq!(cause.unwrap().reason(), "nics are required");
    }

    #[test]
    fn each_client_has_words_of_its_own() {
        let told = |method: &str| {
            let refusal = Refusal {
                status: 404,
                message: "none".into(),
                request_id: Some("req-1".into()),
            };
            let error = OpenStackError::refused("GET /x of some service", refusal);
            Err::<(), _>(error)
                .fails_as(method)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            told("CinderAction.x"),
            "CinderAction.x failed: none (HTTP 404) (Request-ID: req-1)"
        );
        assert_eq!(
            told("GlanceAction.x"),
            "GlanceAction.x failed: HTTP 404 Not Found: none"
        );
        assert_eq!(
            told("NeutronAction.x"),
            "NeutronAction.x failed: none\nNeutron server returns request_ids: ['req-1']"
        );
    }
}

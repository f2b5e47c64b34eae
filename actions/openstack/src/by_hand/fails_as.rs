//! Errors in mistral-extra's words.

use std::fmt;

use mistral_actions::ActionError;

use crate::OpenStackError;

/// Tells an error as mistral-extra does: `NovaAction.servers.get failed: No such server (HTTP 404)`
/// (`OpenStackAction.run` in its `actions/openstack/base.py`).
pub(super) trait FailsAs<T> {
    /// The method is told with the class of the action: `NovaAction.servers.get`.
    fn fails_as(self, method: &str) -> Result<T, ActionError>;
}

impl<T> FailsAs<T> for Result<T, OpenStackError> {
    fn fails_as(self, method: &str) -> Result<T, ActionError> {
        self.map_err(|error| {
            let message = format!("{method} failed: {}", error.reason());
            error.with_message(message).into()
        })
    }
}

/// What the python client refuses before it asks a service, or does not find in an answer.
pub(super) fn refused(why: impl fmt::Display) -> OpenStackError {
    OpenStackError::failed("the input", why)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

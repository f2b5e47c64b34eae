//! Errors of the client library, in words for an operator.

use lapin::ErrorKind;
use lapin::protocol::AMQPErrorKind;

use super::tls;

/// Part of the broker's text when it refuses a transient queue.
const TRANSIENT_DENIED: &str = "transient_nonexcl_queues";

/// Explains an error.
pub(super) fn explain(error: &lapin::Error) -> String {
    match error.kind() {
        ErrorKind::ProtocolError(error) => {
            let (code, message) = (error.get_id(), error.get_message().as_str());
            // Further lines of the broker's text are cut off in the middle.
            let line = message.lines().next().unwrap_or_default();
            format!("{code} {line}{}", hint(code, message))
        }
        ErrorKind::IOError(error) => tls::explain_or_show(error),
        ErrorKind::ParsingError(_) => "the other end does not speak AMQP".to_owned(),
        ErrorKind::ChannelsLimitReached => {
            "channel_max of the broker is reached; a worker needs six channels on a connection"
                .to_owned()
        }
        ErrorKind::MissingHeartbeatError => "no heartbeat from the broker".to_owned(),
        _ => error.to_string(),
    }
}

/// Explains an error that occurs before the connection is open.
pub(super) fn explain_refusal(error: &lapin::Error) -> String {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionReset};
    let hint = match error.kind() {
        // RabbitMQ closes the socket without a reply on wrong credentials, unless the client announces the
        // capability `authentication_failure_close`.
        ErrorKind::IOError(error)
            if matches!(error.kind(), ConnectionAborted | ConnectionReset) =>
        {
            "; the broker refused the login: check user, password, virtual host and TLS in transport_url"
        }
        _ => "",
    };
    explain(error) + hint
}

fn hint(code: u16, message: &str) -> &'static str {
    if message.contains(TRANSIENT_DENIED) {
        return "; the broker denies transient queues: set [oslo_messaging_rabbit] rabbit_transient_quorum_queue = true, \
                and rabbit_quorum_queue = true or amqp_durable_queues = true, for all services of Mistral";
    }
    let is_about = |text: &str| message.contains(text);
    match code {
        403 => {
            "; check user, password and virtual host in transport_url, and the user's permissions"
        }
        406 if is_about("inequivalent arg 'type' for exchange") => {
            "; delete the exchange, or set another [DEFAULT] control_exchange for all services of Mistral"
        }
        406 if is_about("for exchange") => {
            "; set [oslo_messaging_rabbit] amqp_durable_queues, rabbit_quorum_queue and rabbit_transient_quorum_queue as \
             for the other services of Mistral, or delete the exchange"
        }
        530 if is_about("number of channels") || is_about("connection limit") => {
            "; a worker needs eight channels on two connections: raise the limits of the user and the virtual host"
        }
        _ => "",
    }
}

/// Returns the AMQP reply code of an error.
pub(super) fn code(error: &lapin::Error) -> Option<u16> {
    match error.kind() {
        ErrorKind::ProtocolError(error) => Some(error.get_id()),
        _ => None,
    }
}

/// Returns whether the broker refuses a declaration because the queue or the exchange exists with other properties.
pub(super) fn is_other_properties(error: &lapin::Error) -> bool {
    is_precondition(error, "inequivalent arg")
}

/// Returns whether the broker refuses a declaration only because of `auto_delete`.
pub(super) fn is_other_auto_delete(error: &lapin::Error) -> bool {
    is_precondition(error, "inequivalent arg 'auto_delete'")
}

fn is_precondition(error: &lapin::Error, text: &str) -> bool {
    match error.kind() {
        ErrorKind::ProtocolError(error) => {
            error.get_id() == 406 && error.get_message().as_str().contains(text)
        }
        _ => false,
    }
}

/// Returns whether the broker has closed the connection because of the error, and not only a channel.
pub(super) fn is_of_connection(error: &lapin::Error) -> bool {
    matches!(error.kind(), ErrorKind::ProtocolError(error) if matches!(error.kind(), AMQPErrorKind::Hard(_)))
}

#[cfg(test)]
mod tests {
    use lapin::protocol::{AMQPError, AMQPHardError, AMQPSoftError};

    use super::*;

    fn refused(kind: AMQPErrorKind, message: &str) -> lapin::Error {
        ErrorKind::ProtocolError(AMQPError::new(kind, message.into())).into()
    }

    #[test]
    fn denied_transient_queue_names_the_options_to_set() {
        let kind = AMQPErrorKind::Hard(AMQPHardError::INTERNALERROR);
        let message = "INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.\nIts use";
        let text = explain(&refused(kind, message));
        for part in [
            "541 INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.; the broker denies",
            "rabbit_transient_quorum_queue",
            "rabbit_quorum_queue",
            "amqp_durable_queues",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn exchange_with_other_properties_is_named_with_a_remedy() {
        let kind = AMQPErrorKind::Soft(AMQPSoftError::PRECONDITIONFAILED);
        for (argument, remedy) in [
            ("type", "control_exchange"),
            ("durable", "amqp_durable_queues"),
        ] {
            let message = format!(
                "PRECONDITION_FAILED - inequivalent arg '{argument}' for exchange 'openstack' in vhost '/'"
            );
            let error = refused(kind.clone(), &message);
            let text = explain(&error);
            assert!(
                text.contains("'openstack'") && text.contains(remedy),
                "{text}"
            );
            assert!(!is_other_auto_delete(&error));
        }
    }

    #[test]
    fn limits_of_the_user_name_what_a_worker_needs() {
        let kind = AMQPErrorKind::Hard(AMQPHardError::NOTALLOWED);
        for message in [
            "NOT_ALLOWED - number of channels opened for user 'guest' has reached the maximum allowed user limit of '2'",
            "NOT_ALLOWED - connection refused for user 'guest': user connection limit (1) is reached",
        ] {
            let text = explain(&refused(kind.clone(), message));
            assert!(text.contains("eight channels on two connections"), "{text}");
        }
    }

    #[test]
    fn limit_of_queues_is_no_other_property() {
        let kind = AMQPErrorKind::Soft(AMQPSoftError::PRECONDITIONFAILED);
        let limit = "PRECONDITION_FAILED - cannot declare queue 'q': queue limit in vhost '/' (0) is reached";
        assert!(!is_other_properties(&refused(kind.clone(), limit)));
        let other = "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/'";
        assert!(is_other_properties(&refused(kind, other)));
    }
}

//! [`Ending`]: how the handling of a request ended, for metrics, log and audit.

use std::fmt;

use mistral_actions::error::ErrorKind;
use mistral_actions::{ActionError, ActionResult};
use serde_json::Value;

/// How the handling of a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Success,
    /// The action reported an error, or panicked.
    Error,
    Cancel,
    TimedOut,
    InvalidInput,
    /// This executor does not have the action, or cannot read the request.
    UnknownAction,
    /// The operator does not allow the action.
    NotAllowed,
    /// An asynchronous action has started; its result comes later.
    Asynchronous,
    Forwarded,
    /// The worker stopped, or was cut off, before the action ended.
    GivenBack,
}

impl Ending {
    pub(super) const ALL: [Self; 10] = [
        Self::Success,
        Self::Error,
        Self::Cancel,
        Self::TimedOut,
        Self::InvalidInput,
        Self::UnknownAction,
        Self::NotAllowed,
        Self::Asynchronous,
        Self::Forwarded,
        Self::GivenBack,
    ];

    /// Returns the value of the label `outcome`, which is a contract with operators.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Cancel => "cancel",
            Self::TimedOut => "timed_out",
            Self::InvalidInput => "invalid_input",
            Self::UnknownAction => "unknown_action",
            Self::NotAllowed => "not_allowed",
            Self::Asynchronous => "asynchronous",
            Self::Forwarded => "forwarded",
            Self::GivenBack => "given_back",
        }
    }

    pub(crate) fn of_result(result: &ActionResult<Value>) -> Self {
        match result {
            ActionResult::Data(_) => Self::Success,
            ActionResult::Error { .. } => Self::Error,
            ActionResult::Cancel => Self::Cancel,
        }
    }

    pub(crate) fn of_error(error: &ActionError) -> Self {
        match error.kind() {
            ErrorKind::InvalidInput => Self::InvalidInput,
            ErrorKind::UnknownAction => Self::UnknownAction,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::Cancelled => Self::Cancel,
            _ => Self::Error,
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

//! [`ActionError`]: the failure of an action or of its call.

mod chain;
mod unknown_action;

pub use chain::error_chain;
pub use unknown_action::UnknownAction;

use std::error::Error as StdError;
use std::fmt;

use serde_json::Value;

use crate::input::InputErrors;
use crate::redactor::Redactor;

type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// The kind of failure that an [`ActionError`] reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The action reported the error.
    Failed,
    /// The input is invalid; the action did not run.
    InvalidInput,
    /// The name of the action is unknown.
    UnknownAction,
    /// The time limit of the action or of the caller expired, and the work was stopped.
    TimedOut,
    /// The caller cancelled the action.
    Cancelled,
    /// The action panicked.
    Panicked,
    /// Calls are nested deeper than the dispatcher allows.
    TooDeep,
    /// A dry run needs the result of an action that does not implement a dry run.
    NoDryRun,
    /// The application does not provide what the action needs, or a result could not be converted.
    Internal,
}

/// The failure of an action: a message for people and, optionally, data for workflows.
///
/// Every standard error, `anyhow::Error`, `String` and `&str` converts into it with `?`:
///
/// ```
/// use mistral_actions::ActionError;
///
/// fn read_key(path: &str) -> Result<String, ActionError> {
///     if path.is_empty() {
///         Err("the path of the key is empty")?;
///     }
///     Ok(std::fs::read_to_string(path)?)
/// }
///
/// assert_eq!(read_key("").unwrap_err().to_string(), "the path of the key is empty");
/// ```
///
/// Like `anyhow::Error`, it does not implement [`std::error::Error`], because that would rule out the
/// conversion. Mistral's counterpart is an exception raised in `run()`, or
/// `mistral_lib.actions.types.Result(error=…)` if [data](Self::with_data) is attached.
pub struct ActionError(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    data: Option<Value>,
    source: Option<BoxError>,
}

impl ActionError {
    /// Creates an error of kind [`Failed`](ErrorKind::Failed).
    pub fn new(message: impl fmt::Display) -> Self {
        Self::of(ErrorKind::Failed, message)
    }

    pub(crate) fn of(kind: ErrorKind, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self(Box::new(Inner {
            kind,
            message,
            data: None,
            source: None,
        }))
    }

    /// Creates an error of kind [`Internal`](ErrorKind::Internal), for authors of injectable types.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::of(ErrorKind::Internal, message)
    }

    /// Attaches data, which the workflow gets as the action's error result.
    pub fn with_data(mut self, data: Value) -> Self {
        self.0.data = Some(data);
        self
    }

    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the message, followed by the messages of the causes.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the attached data.
    pub fn data(&self) -> Option<&Value> {
        self.0.data.as_ref()
    }

    /// Returns the error that was converted into this one.
    pub fn source(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// Returns the problems of the input, if the input is invalid.
    pub fn input_errors(&self) -> Option<&InputErrors> {
        self.source()?.downcast_ref()
    }

    /// Returns the error result that Mistral stores: the attached data, or else the message.
    pub fn into_error_value(self) -> Value {
        let Inner { message, data, .. } = *self.0;
        data.unwrap_or(Value::String(message))
    }

    /// Masks all secrets, so that an error discloses none. A source that contains one is removed.
    pub(crate) fn redact(mut self, redactor: &Redactor) -> Self {
        if redactor.is_empty() {
            return self;
        }
        let is_open = |text: &str| redactor.redact_text(text) != text;
        if is_open(&self.0.message) {
            self.0.message = redactor.redact_text(&self.0.message).into_owned();
            self.0.source = None;
        }
        let source = self.0.source.as_deref();
        if source.is_some_and(|source| is_open(&format!("{source:?}"))) {
            self.0.source = None;
        }
        if let Some(data) = &mut self.0.data {
            redactor.redact(data);
        }
        self
    }
}

impl<E: Into<BoxError>> From<E> for ActionError {
    fn from(error: E) -> Self {
        let source: BoxError = error.into();
        let source = match source.downcast::<DispatchError>() {
            Ok(dispatched) => return dispatched.0,
            Err(other) => other,
        };
        let kind = if source.is::<InputErrors>() {
            ErrorKind::InvalidInput
        } else if source.is::<UnknownAction>() {
            ErrorKind::UnknownAction
        } else {
            ErrorKind::Failed
        };
        let message = error_chain(&*source);
        Self(Box::new(Inner {
            kind,
            message,
            data: None,
            source: Some(source),
        }))
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .finish()
    }
}

/// An [`ActionError`] as a standard error, which tower's middleware requires.
#[derive(Debug)]
pub struct DispatchError(pub ActionError);

impl fmt::Display for DispatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for DispatchError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Outer(std::io::Error);
    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("cannot read the key")
        }
    }
    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn message_names_the_causes_once() {
        let error = ActionError::from(Outer(std::io::Error::other("disk on fire")));
        assert_eq!(error.to_string(), "cannot read the key: disk on fire");
        assert!(error.source().unwrap().is::<Outer>());
    }

    #[test]
    fn action_error_round_trips_through_dispatch_error() {
        let error = ActionError::of(ErrorKind::TimedOut, "too slow").with_data(Value::from(7));
        let back = ActionError::from(DispatchError(error));
        assert_eq!(back.kind(), ErrorKind::TimedOut);
        assert_eq!(back.data(), Some(&Value::from(7)));
    }

    #[test]
    fn redaction_reaches_message_and_data() {
        let mut redactor = Redactor::default();
        redactor.add_text("tok-1");
        let error = ActionError::new("401 for tok-1")
            .with_data(serde_json::json!({"sent": ["Bearer tok-1"]}));
        let error = error.redact(&redactor);
        assert_eq!(error.to_string(), "401 for ***");
        assert_eq!(
            error.into_error_value(),
            serde_json::json!({"sent": ["Bearer ***"]})
        );
    }
}

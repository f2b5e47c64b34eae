//! [`ActionResult`]: the result of an action, as data, error or cancellation.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::error::{ActionError, ErrorKind};
use crate::redactor::Redactor;

/// The result of an action: data, an error, or the cancellation of the task.
///
/// Mirrors `mistral_lib.actions.types.Result`, and serializes in the same form:
///
/// ```
/// use mistral_actions::ActionResult;
///
/// let result = ActionResult::Data("up");
/// assert_eq!(serde_json::to_string(&result).unwrap(), r#"{"data":"up","error":null,"cancel":false}"#);
/// ```
///
/// An action returns it to report an error *result*, whose data the workflow's `on-error` clause can
/// read, or to cancel the task. Otherwise a plain value or a `Result` is enough.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionResult<T> {
    /// The action succeeded with this data.
    Data(T),
    /// The action failed; the workflow sees `error` as its result.
    Error {
        /// The error, as data for the workflow.
        error: Value,
        /// Data collected before the failure. Mistral does not pass it to the workflow.
        data: Option<T>,
    },
    /// The task must be cancelled.
    Cancel,
}

impl<T> ActionResult<T> {
    /// Creates an error result.
    pub fn error(error: impl Into<Value>) -> Self {
        Self::Error {
            error: error.into(),
            data: None,
        }
    }

    /// Returns whether the action succeeded.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Data(_))
    }

    /// Applies a function to the data.
    ///
    /// # Errors
    ///
    /// The function's error.
    pub fn try_map<U, E>(self, mut f: impl FnMut(T) -> Result<U, E>) -> Result<ActionResult<U>, E> {
        Ok(match self {
            Self::Data(data) => ActionResult::Data(f(data)?),
            Self::Error { error, data } => ActionResult::Error {
                error,
                data: data.map(f).transpose()?,
            },
            Self::Cancel => ActionResult::Cancel,
        })
    }

    /// Returns the data.
    ///
    /// # Errors
    ///
    /// An error result becomes an [`ActionError`] with its data, a cancellation becomes one of kind
    /// [`Cancelled`](ErrorKind::Cancelled).
    pub fn into_data(self) -> Result<T, ActionError> {
        match self {
            Self::Data(data) => Ok(data),
            Self::Error {
                error: Value::String(message),
                ..
            } => Err(ActionError::new(message)),
            Self::Error { error, .. } => Err(ActionError::new(&error).with_data(error)),
            Self::Cancel => Err(ActionError::of(
                ErrorKind::Cancelled,
                "the action was cancelled",
            )),
        }
    }
}

impl ActionResult<Value> {
    /// Masks secrets in an error. Data is the purpose of the action and stays unchanged.
    pub(crate) fn redact(mut self, redactor: &Redactor) -> Self {
        if let Self::Error { error, .. } = &mut self {
            redactor.redact(error);
        }
        self
    }
}

impl<T: Serialize> Serialize for ActionResult<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (data, error, cancel) = match self {
            Self::Data(data) => (Some(data), &Value::Null, false),
            Self::Error { error, data } => (data.as_ref(), error, false),
            Self::Cancel => (None, &Value::Null, true),
        };
        let mut result = serializer.serialize_struct("Result", 3)?;
        result.serialize_field("data", &data)?;
        result.serialize_field("error", error)?;
        result.serialize_field("cancel", &cancel)?;
        result.end()
    }
}

impl<'de> Deserialize<'de> for ActionResult<Value> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            data: Value,
            #[serde(default)]
            error: Value,
            #[serde(default)]
            cancel: bool,
        }
        let Wire {
            data,
            error,
            cancel,
        } = Wire::deserialize(deserializer)?;
        Ok(if cancel {
            Self::Cancel
        } else if error.is_null() {
            Self::Data(data)
        } else {
            Self::Error {
                error,
                data: Some(data).filter(|data| !data.is_null()),
            }
        })
    }
}

// The catalog describes the data, which is what a workflow gets.
impl<T: JsonSchema> JsonSchema for ActionResult<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mistrals_results_are_decoded() {
        let read = |value: Value| serde_json::from_value::<ActionResult<Value>>(value).unwrap();
        assert_eq!(
            read(json!({"data": 1, "error": null})),
            ActionResult::Data(json!(1))
        );
        assert_eq!(
            read(json!({"data": null, "error": null, "cancel": true})),
            ActionResult::Cancel
        );
        assert_eq!(
            read(json!({"data": {"a": 1}, "error": "boom", "cancel": false})),
            ActionResult::Error {
                error: json!("boom"),
                data: Some(json!({"a": 1}))
            }
        );
    }

    #[test]
    fn structured_error_result_keeps_its_data() {
        let error = ActionResult::<()>::error(json!({"status": 404}))
            .into_data()
            .unwrap_err();
        assert_eq!(error.into_error_value(), json!({"status": 404}));
    }
}

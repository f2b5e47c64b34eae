//! [`TestOutcome`]: assertions on what an action did.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ActionError, ErrorKind};
use crate::progress::ProgressUpdate;
use crate::result::ActionResult;

/// What an action did.
#[derive(Debug)]
#[must_use = "assert something"]
pub struct TestOutcome {
    action: String,
    result: Result<Option<ActionResult<Value>>, ActionError>,
    progress: Vec<ProgressUpdate>,
}

impl TestOutcome {
    pub(super) fn new(
        action: &str,
        result: Result<Option<ActionResult<Value>>, ActionError>,
        progress: Vec<ProgressUpdate>,
    ) -> Self {
        Self {
            action: action.to_owned(),
            result,
            progress,
        }
    }

    /// The result, as an executor would report it. `None` if an asynchronous action dropped its handle.
    ///
    /// # Errors
    ///
    /// The action's.
    pub fn into_result(self) -> Result<Option<ActionResult<Value>>, ActionError> {
        self.result
    }

    /// The data of a success.
    ///
    /// # Panics
    ///
    /// If the action did not succeed, or the data is not a `T`.
    #[track_caller]
    pub fn data<T: DeserializeOwned>(self) -> T {
        match self.result {
            Ok(Some(ActionResult::Data(data))) => serde_json::from_value(data.clone())
                .unwrap_or_else(|error| {
                    panic!(
                        "`{}` returned {data}, which is something else: {error}",
                        self.action
                    )
                }),
            other => panic!("`{}` did not succeed: {}", self.action, in_words(&other)),
        }
    }

    /// Asserts that the action succeeded with this data.
    ///
    /// # Panics
    ///
    /// If not.
    #[track_caller]
    pub fn assert_data(self, expected: impl Serialize) {
        let expected =
            serde_json::to_value(expected).expect("the expected data can be written as JSON");
        assert_eq!(self.data::<Value>(), expected);
    }

    /// The error, whether the action failed or returned an error result.
    ///
    /// # Panics
    ///
    /// If the action succeeded.
    #[track_caller]
    pub fn error(self) -> ActionError {
        match self.result {
            Err(error) => error,
            Ok(Some(result)) if !result.is_success() => result
                .into_data()
                .expect_err("a result that is no success converts into an error"),
            other => panic!("`{}` did not fail: {}", self.action, in_words(&other)),
        }
    }

    /// Asserts that the action failed with an error of which this is a part.
    ///
    /// # Panics
    ///
    /// If not.
    #[track_caller]
    pub fn assert_error(self, part: &str) {
        let error = self.error().to_string();
        assert!(
            error.contains(part),
            "the error is {error:?}, which does not contain {part:?}"
        );
    }

    /// Asserts that the input was refused, at exactly these JSON pointers.
    ///
    /// # Panics
    ///
    /// If not.
    #[track_caller]
    pub fn assert_invalid<'a>(self, pointers: impl IntoIterator<Item = &'a str>) {
        let error = self.error();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        let found: Vec<&str> = error
            .input_errors()
            .into_iter()
            .flat_map(super::super::input::problem::InputErrors::problems)
            .map(|one| one.pointer.as_str())
            .collect();
        assert_eq!(found, pointers.into_iter().collect::<Vec<_>>(), "{error}");
    }

    /// Asserts that the action asked for the task to be cancelled.
    ///
    /// # Panics
    ///
    /// If not.
    #[track_caller]
    pub fn assert_cancelled(self) {
        let cancelled = matches!(self.result, Ok(Some(ActionResult::Cancel)));
        assert!(
            cancelled,
            "`{}` was not cancelled: {}",
            self.action,
            in_words(&self.result)
        );
    }

    /// Asserts what the action reported on its way, by the messages.
    ///
    /// # Panics
    ///
    /// If it reported something else.
    #[track_caller]
    pub fn assert_progress<'a>(self, messages: impl IntoIterator<Item = &'a str>) {
        let reported: Vec<&str> = self
            .progress
            .iter()
            .map(|update| update.message.as_str())
            .collect();
        assert_eq!(reported, messages.into_iter().collect::<Vec<_>>());
    }
}

fn in_words(result: &Result<Option<ActionResult<Value>>, ActionError>) -> String {
    match result {
        Ok(Some(result)) => serde_json::to_string(result).unwrap_or_default(),
        Ok(None) => "it is asynchronous, and dropped its handle without a result".into(),
        Err(error) => error.to_string(),
    }
}

//! [`TestOutcome`]: assertions on the result of an action.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::diff::differences;
use crate::error::{ActionError, ErrorKind};
use crate::input::InputErrors;
use crate::progress::ProgressUpdate;
use crate::result::ActionResult;

/// Result and progress of an action under test. Assertions can be chained.
#[derive(Debug)]
#[must_use = "assert the result"]
pub struct TestOutcome {
    action: String,
    result: Result<Option<ActionResult<Value>>, ActionError>,
    progress: Vec<ProgressUpdate>,
}

#[allow(
    clippy::must_use_candidate,
    reason = "an assertion is complete without its return value"
)]
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

    /// Returns the result as an executor reports it; `None` if it is delivered elsewhere: an asynchronous
    /// action stored its handle, or took none.
    ///
    /// # Errors
    ///
    /// The error of the action.
    pub fn into_result(self) -> Result<Option<ActionResult<Value>>, ActionError> {
        self.result
    }

    /// Returns the data of a successful action.
    ///
    /// # Panics
    ///
    /// If the action did not succeed, or the data is not a `T`.
    #[track_caller]
    pub fn data<T: DeserializeOwned>(&self) -> T {
        let data = self.succeeded();
        serde_json::from_value(data.clone()).unwrap_or_else(|error| {
            panic!(
                "`{}` returned {data}, which does not have the expected type: {error}",
                self.action
            )
        })
    }

    /// Asserts that the action succeeded with this data.
    ///
    /// # Panics
    ///
    /// If the action did not succeed, or returned other data.
    #[track_caller]
    pub fn assert_data(&self, expected: impl Serialize) -> &Self {
        let expected =
            serde_json::to_value(expected).expect("the expected data must serialize to JSON");
        let actual = self.succeeded();
        assert!(
            *actual == expected,
            "`{}` returned other data than expected:\n  {}\nexpected: {expected}\nreturned: {actual}",
            self.action,
            differences(&expected, actual).join("\n  ")
        );
        self
    }

    /// Returns the error of an action that failed or returned an error result.
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
                .expect_err("an unsuccessful result must convert into an error"),
            other => panic!("`{}` did not fail: {}", self.action, in_words(&other)),
        }
    }

    /// Asserts that the action failed with a message that contains `part`.
    ///
    /// # Panics
    ///
    /// If the action succeeded, or failed with another message.
    #[track_caller]
    pub fn assert_error(&self, part: &str) -> &Self {
        let error = match &self.result {
            Err(error) => error.to_string(),
            Ok(Some(result)) if !result.is_success() => result
                .clone()
                .into_data()
                .expect_err("an unsuccessful result must convert into an error")
                .to_string(),
            other => panic!("`{}` did not fail: {}", self.action, in_words(other)),
        };
        assert!(
            error.contains(part),
            "error {error:?} of `{}` does not contain {part:?}",
            self.action
        );
        self
    }

    /// Asserts that the input was refused at exactly these JSON pointers.
    ///
    /// # Panics
    ///
    /// If the input was accepted, or refused at other pointers.
    #[track_caller]
    pub fn assert_invalid<'a>(&self, pointers: impl IntoIterator<Item = &'a str>) -> &Self {
        let error = match &self.result {
            Err(error) if error.kind() == ErrorKind::InvalidInput => error,
            other => panic!(
                "`{}` did not refuse its input: {}",
                self.action,
                in_words(other)
            ),
        };
        let found: Vec<&str> = error
            .input_errors()
            .into_iter()
            .flat_map(InputErrors::problems)
            .map(|one| one.pointer.as_str())
            .collect();
        assert_eq!(
            found,
            pointers.into_iter().collect::<Vec<_>>(),
            "`{}` refused its input at other places: {error}",
            self.action
        );
        self
    }

    /// Asserts that the action returned [`ActionResult::Cancel`].
    ///
    /// # Panics
    ///
    /// If it returned another result.
    #[track_caller]
    pub fn assert_cancelled(&self) -> &Self {
        let cancelled = matches!(self.result, Ok(Some(ActionResult::Cancel)));
        assert!(
            cancelled,
            "`{}` was not cancelled: {}",
            self.action,
            in_words(&self.result)
        );
        self
    }

    /// Asserts that the action reported exactly these progress messages.
    ///
    /// # Panics
    ///
    /// If it reported other messages.
    #[track_caller]
    pub fn assert_progress<'a>(&self, messages: impl IntoIterator<Item = &'a str>) -> &Self {
        let reported: Vec<&str> = self
            .progress
            .iter()
            .map(|update| update.message.as_str())
            .collect();
        assert_eq!(
            reported,
            messages.into_iter().collect::<Vec<_>>(),
            "`{}` reported other progress than expected",
            self.action
        );
        self
    }

    #[track_caller]
    fn succeeded(&self) -> &Value {
        match &self.result {
            Ok(Some(ActionResult::Data(data))) => data,
            other => panic!("`{}` did not succeed: {}", self.action, in_words(other)),
        }
    }
}

fn in_words(result: &Result<Option<ActionResult<Value>>, ActionError>) -> String {
    match result {
        Ok(Some(result)) => serde_json::to_string(result).unwrap_or_default(),
        Ok(None) => {
            "its result is delivered elsewhere: it stored its result handle, or took none".into()
        }
        Err(error) => error.to_string(),
    }
}

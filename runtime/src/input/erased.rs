//! [`ErasedInput`]: the input of a call, whose type is erased.

use serde_json::Value;

use super::RawInput;
use super::problem::InputProblem;

/// The input of a call, whose type is erased. What is done with an input is compiled once for all actions.
pub(crate) trait ErasedInput {
    /// Decodes the input.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn decode(&mut self, input: RawInput) -> Result<(), Vec<InputProblem>>;

    /// Returns the decoded input as JSON, as far as its types are serializable, including its secrets.
    fn to_json(&self) -> Value;
}

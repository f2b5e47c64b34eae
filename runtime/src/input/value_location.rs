//! [`ValueLocation`]: turns a [`TypeMismatch`] into a problem with a JSON pointer and the expected type.

use serde_json::Value;

use super::problem::{InputProblem, pointer};
use super::type_mismatch::TypeMismatch;
use super::{describe, int_bounds, secrets};

/// The place of an input, or of a part of it, with its schema.
pub(super) struct ValueLocation<'a> {
    /// JSON pointer of the value.
    pub(super) pointer: String,
    /// The schema of the value.
    pub(super) schema: &'a Value,
    /// The schema that holds the definitions.
    pub(super) root: &'a Value,
    /// True if the value must not be shown.
    pub(super) secret: bool,
}

impl ValueLocation<'_> {
    /// Returns the problems that a mismatch stands for.
    pub(super) fn problems(self, mismatch: &TypeMismatch, value: &Value) -> Vec<InputProblem> {
        let Some(problems) = mismatch.problems() else {
            return vec![self.problem(mismatch, value)];
        };
        let keys = mismatch.path();
        let place = keys.fold(self.pointer, |place, key| pointer(&place, key));
        let problems = problems.iter().map(|problem| {
            let mut problem = problem.clone();
            problem.pointer.insert_str(0, &place);
            if self.secret && problem.got.is_some() {
                let expected = problem.expected.unwrap_or_default();
                return InputProblem::mismatch(
                    problem.pointer,
                    expected,
                    Some("another value".into()),
                );
            }
            problem
        });
        problems.collect()
    }

    /// Follows the path of the mismatch through value and schema, and describes the problem found there.
    pub(super) fn problem(self, mismatch: &TypeMismatch, value: &Value) -> InputProblem {
        let Self {
            pointer: mut at,
            mut schema,
            root,
            secret,
        } = self;
        let mut value = value;
        for key in mismatch.path() {
            at = pointer(&at, key);
            schema = describe::step(schema, root, key);
            let next = match value {
                Value::Object(map) => map.get(key),
                Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            value = next.unwrap_or(&Value::Null);
        }
        // A secret may have been given in the wrong place: then the message names types and fields only.
        let secret = secret || mismatch.is_secret() || secrets::may_be_in(schema, root);
        if let (true, Some(message)) = (secret, mismatch.redacted_message()) {
            return InputProblem::new(at, message);
        }
        let is_mismatch = ["invalid type", "invalid value", "unknown variant"]
            .iter()
            .any(|kind| mismatch.message().starts_with(kind));
        // A text that was moved out of the tree can no longer be shown; the message itself quotes it.
        let is_moved_out = value.as_str() == Some("");
        if secret || (is_mismatch && !is_moved_out) {
            let got = describe::given(value, secret);
            let expected = if value.is_number() {
                // The number may be outside the range of the integer type.
                let schema = int_bounds::with_explicit_bounds(describe::resolve(schema, root));
                describe::in_words(&schema, root)
            } else {
                describe::in_words(schema, root)
            };
            return InputProblem::mismatch(at, expected, Some(got));
        }
        InputProblem::new(at, mismatch.message())
    }
}

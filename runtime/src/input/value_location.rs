//! [`ValueLocation`]: turns a [`TypeMismatch`] into problems with a JSON pointer and the expected type.

use serde_json::Value;

use super::problem::{InputProblem, pointer};
use super::type_mismatch::TypeMismatch;
use super::{describe, int_bounds};
use crate::json_schema::{Node, validate};

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
    /// Describes why a value was not decoded: in the words of a part that derives `Input`, by the schema, or else in
    /// the type's own words.
    pub(super) fn problems(self, mismatch: &TypeMismatch, value: &Value) -> Vec<InputProblem> {
        let node = Node::new(self.schema, self.root);
        let secret = self.secret || mismatch.is_secret();
        let by_schema = validate::problems_of_used(value, node, &self.pointer, secret);
        if let Some(problems) = mismatch.problems() {
            // Decoding stopped at the first part with problems; the schema knows those of the others.
            let mut problems = self.problems_of_part(mismatch, problems);
            let is_new =
                |one: &InputProblem| !problems.iter().any(|known| known.pointer == one.pointer);
            let others: Vec<_> = by_schema.into_iter().filter(is_new).collect();
            problems.extend(others);
            return problems;
        }
        if by_schema.is_empty() {
            return vec![self.problem(mismatch, value)];
        }
        by_schema
    }

    fn problems_of_part(
        &self,
        mismatch: &TypeMismatch,
        problems: &[InputProblem],
    ) -> Vec<InputProblem> {
        let keys = mismatch.path();
        let place = keys.fold(self.pointer.clone(), |place, key| pointer(&place, key));
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

    /// Follows the path of the mismatch through value and schema. The value satisfies its schema.
    fn problem(self, mismatch: &TypeMismatch, value: &Value) -> InputProblem {
        let mut at = self.pointer;
        let mut node = Node::new(self.schema, self.root);
        let mut value = value;
        let mut secret = self.secret || node.is_secret();
        for key in mismatch.path() {
            at = pointer(&at, key);
            let schema = describe::step(node.schema(), self.root, key);
            node = Node::new(schema, self.root);
            secret |= node.is_secret();
            let next = match value {
                Value::Object(map) => map.get(key),
                Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            value = next.unwrap_or(&Value::Null);
        }
        if mismatch.is_about_key() {
            return InputProblem::new(at, "the key is not allowed");
        }
        // A secret may have been given in the wrong place: then the message names types and fields only.
        let secret = secret || mismatch.is_secret() || node.may_hold_secret();
        if let (true, Some(message)) = (secret, mismatch.redacted_message()) {
            return InputProblem::new(at, message);
        }
        if !secret && !mismatch.is_about_types() {
            return InputProblem::new(at, mismatch.message());
        }
        // A text that was moved out of the tree can no longer be shown.
        let is_moved_out = value.as_str() == Some("");
        let got = describe::given(value, secret || is_moved_out);
        let schema = int_bounds::with_explicit_bounds(node.resolved().schema());
        let expected = describe::in_words(&schema, self.root);
        if node.allows_type_of(value) {
            // The type is right; the type's own words would name it.
            return InputProblem::new(at, format!("{got} is not accepted here"));
        }
        InputProblem::mismatch(at, expected, Some(got))
    }
}

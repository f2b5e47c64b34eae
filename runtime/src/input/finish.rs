//! [`Finish`]: the last step of decoding, where missing inputs and constraints are seen to.

use serde_json::Value;

use super::constraint::View;
use super::describe;
use super::field::Field;
use super::problem::{InputProblem, pointer};
use super::schema;

/// Collects what is wrong with an input while generated code takes its fields out of their slots.
#[derive(Debug)]
pub struct Finish<'a> {
    fields: &'a [Field],
    /// One bit per field that was given, whether it could be read or not. (The macro refuses actions
    /// with more fields than bits.)
    seen: u128,
    problems: Vec<(usize, InputProblem)>,
}

impl<'a> Finish<'a> {
    pub(crate) fn new(fields: &'a [Field]) -> Self {
        Self {
            fields,
            seen: 0,
            problems: Vec::new(),
        }
    }

    /// Notes that a field was given; `false` if it was given before.
    pub(crate) fn mark(&mut self, index: usize) -> bool {
        let bit = 1 << index;
        let first = self.seen & bit == 0;
        self.seen |= bit;
        first
    }

    pub(crate) fn is_seen(&self, index: usize) -> bool {
        self.seen & (1 << index) != 0
    }

    pub(crate) fn report(&mut self, index: usize, problem: InputProblem) {
        self.problems.push((index, problem));
    }

    /// A field that must be given.
    #[inline]
    pub fn required<T>(&mut self, index: usize, slot: Option<T>) -> Option<T> {
        if slot.is_none() && !self.is_seen(index) {
            let expected = self.expected(index);
            self.report(
                index,
                InputProblem::mismatch(self.pointer(index), expected, None),
            );
        }
        slot
    }

    /// A field that may be left out.
    #[inline]
    pub fn optional<T>(&mut self, index: usize, slot: Option<Option<T>>) -> Option<Option<T>> {
        if slot.is_none() && !self.is_seen(index) {
            Some(None)
        } else {
            slot
        }
    }

    /// A field with a default.
    #[inline]
    pub fn or_default<T>(
        &mut self,
        index: usize,
        slot: Option<T>,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        if slot.is_none() && !self.is_seen(index) {
            Some(default())
        } else {
            slot
        }
    }

    /// Checks one of the field's constraints against a value.
    #[inline]
    pub fn check(&mut self, index: usize, constraint: usize, view: View<'_>) {
        if !self.fields[index].constraints[constraint].accepts(view) {
            self.violated(index, view);
        }
    }

    #[cold]
    fn violated(&mut self, index: usize, view: View<'_>) {
        let field = &self.fields[index];
        let got = match view {
            View::Number(Some(number)) => describe::given(&number.to_json(), field.secret),
            View::Text(Some(text)) => describe::given(&Value::from(text), field.secret),
            View::Scalar(Some(super::constraint::Scalar::Text(text))) => {
                describe::given(&Value::from(text), field.secret)
            }
            View::Scalar(Some(super::constraint::Scalar::Number(number))) => {
                describe::given(&number.to_json(), field.secret)
            }
            View::Length(Some(length)) => format!("a length of {length}"),
            _ => return,
        };
        let problem = InputProblem::mismatch(self.pointer(index), self.expected(index), Some(got));
        // Two constraints of one field say the same: the description names them all.
        if !self
            .problems
            .iter()
            .any(|(_, known)| known.pointer == problem.pointer)
        {
            self.report(index, problem);
        }
    }

    pub(crate) fn pointer(&self, index: usize) -> String {
        pointer("", self.fields[index].name)
    }

    /// What the field takes, in words.
    pub(crate) fn expected(&self, index: usize) -> String {
        let schema = schema::of_fields(&self.fields[index..=index]);
        describe::in_words(&schema["properties"][self.fields[index].name], &schema)
    }

    pub(crate) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The problems in the order of the fields, those of no field last.
    pub(crate) fn into_problems(mut self) -> Vec<InputProblem> {
        self.problems.sort_by_key(|(index, _)| *index);
        self.problems
            .into_iter()
            .map(|(_, problem)| problem)
            .collect()
    }
}

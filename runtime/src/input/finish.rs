//! [`Finish`]: the last step of decoding, where missing inputs and constraints are seen to.

use serde_json::{Map, Value};

use super::constraint::View;
use super::describe;
use super::field::Field;
use super::problem::{InputProblem, pointer};
use super::schema;
use super::shape::unknown;
use crate::suggest;

/// Collects what is wrong with an input while generated code takes its fields out of their slots.
#[derive(Debug)]
pub struct Finish<'a> {
    fields: &'a [Field],
    /// What no field takes, for the flattened one.
    rest: Option<Map<String, Value>>,
    /// One bit per field that was given, whether it could be read or not. (The macro refuses actions
    /// with more fields than bits.)
    seen: u128,
    /// With the field of each. `None` if all is well, as it mostly is: there is less to make and to drop.
    pub(super) problems: Option<Box<Problems>>,
}

pub(super) type Problems = Vec<(usize, InputProblem)>;

impl<'a> Finish<'a> {
    pub(super) fn new(fields: &'a [Field]) -> Self {
        Self {
            fields,
            rest: None,
            seen: 0,
            problems: None,
        }
    }

    pub(super) fn fields(&self) -> &'a [Field] {
        self.fields
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.fields);
    }

    /// Notes that a field is given; if it was given before, that is a problem.
    #[inline]
    pub(super) fn is_first(&mut self, index: usize) -> bool {
        let is_first = self.mark(index);
        if !is_first {
            self.duplicate(index);
        }
        is_first
    }

    /// Takes what no field takes.
    #[cold]
    pub(super) fn other(&mut self, key: String, value: Value) {
        if self.fields.iter().any(|field| field.flatten) {
            self.rest.get_or_insert_default().insert(key, value);
        } else {
            let names: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
            self.report(self.fields.len(), unknown(&key, &names));
        }
    }

    /// What the flattened field takes, which is thereby given.
    pub(super) fn take_rest(&mut self, index: usize) -> Map<String, Value> {
        self.mark(index);
        self.rest.take().unwrap_or_default()
    }

    #[cold]
    fn duplicate(&mut self, index: usize) {
        let field = &self.fields[index];
        let also = match field.aliases {
            [] => String::new(),
            aliases => format!(
                " (also called {})",
                suggest::quoted(aliases.iter().copied())
            ),
        };
        let message = format!("`{}`{also} is given twice", field.name);
        self.report(index, InputProblem::new(self.pointer(index), message));
    }

    #[inline]
    fn mark(&mut self, index: usize) -> bool {
        let bit = 1 << index;
        let first = self.seen & bit == 0;
        self.seen |= bit;
        first
    }

    fn is_seen(&self, index: usize) -> bool {
        self.seen & (1 << index) != 0
    }

    pub(super) fn report(&mut self, index: usize, problem: InputProblem) {
        self.problems.get_or_insert_default().push((index, problem));
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
            .flat_map(|problems| problems.iter())
            .any(|(_, known)| known.pointer == problem.pointer)
        {
            self.report(index, problem);
        }
    }

    fn pointer(&self, index: usize) -> String {
        pointer("", self.fields[index].name)
    }

    /// What the field takes, in words.
    fn expected(&self, index: usize) -> String {
        let schema = schema::of_fields(&self.fields[index..=index]);
        describe::in_words(&schema["properties"][self.fields[index].name], &schema)
    }
}

/// The problems in the order of the fields, those of no field last.
#[cold]
pub(super) fn in_order(problems: Option<Box<Problems>>) -> Vec<InputProblem> {
    let mut problems = problems.map_or_else(Problems::new, |problems| *problems);
    problems.sort_by_key(|(index, _)| *index);
    problems.into_iter().map(|(_, problem)| problem).collect()
}

//! [`FieldChecker`]: finds missing and repeated inputs and violated constraints.

use serde_json::{Map, Value};

use super::constraint::View;
use super::describe;
use super::field::Field;
use super::problem::{InputProblem, given_twice, pointer};
use super::rule::Rule;
use super::schema;
use super::shape::{unknown_input, unknown_member};
use crate::suggest;

/// Records the fields that are given, and collects the problems of an input.
#[derive(Debug)]
pub struct FieldChecker<'a> {
    fields: &'a [Field],
    /// Index of the first field of the type that is being built: not 0 for a flattened one.
    base: usize,
    /// True for an object within the input.
    is_nested: bool,
    /// The keys of no other field, for the flattened field.
    rest: Option<Map<String, Value>>,
    /// One bit for each field that was given, valid or not. (The macro rejects actions with more fields than bits.)
    seen: u128,
    /// The problems, each with the index of its field. `None` in the common case, to avoid an allocation.
    pub(super) problems: Option<Box<Problems>>,
}

pub(super) type Problems = Vec<(usize, InputProblem)>;

impl<'a> FieldChecker<'a> {
    pub(super) fn new(fields: &'a [Field]) -> Self {
        Self {
            fields,
            base: 0,
            is_nested: false,
            rest: None,
            seen: 0,
            problems: None,
        }
    }

    /// Creates the checker of an object within an input.
    pub(super) fn nested(fields: &'a [Field]) -> Self {
        Self {
            is_nested: true,
            ..Self::new(fields)
        }
    }

    /// Builds or checks a flattened input, whose fields begin at this index.
    #[inline]
    pub fn part<T>(&mut self, index: usize, of_part: impl FnOnce(&mut Self) -> T) -> T {
        let base = self.base;
        self.base += index;
        let result = of_part(self);
        self.base = base;
        result
    }

    pub(super) fn fields(&self) -> &'a [Field] {
        self.fields
    }

    /// Resets the checker to its initial state.
    pub(super) fn reset(&mut self) {
        *self = Self::new(self.fields);
    }

    /// Records that a field is given. Reports a problem and returns false if it was given before.
    #[inline]
    pub(super) fn record_field(&mut self, index: usize) -> bool {
        let is_first = self.mark_seen(index);
        if !is_first {
            self.report_duplicate(index);
        }
        is_first
    }

    /// Records a key of no field: a part of the flattened field, or else a problem.
    #[cold]
    pub(super) fn record_unknown_key(&mut self, key: String, value: Value) {
        if self.fields.iter().any(|field| field.flatten) {
            let rest = self.rest.get_or_insert_default();
            if rest.contains_key(&key) {
                let problem = InputProblem::new(pointer("", &key), given_twice(&key, &[]));
                self.report(self.fields.len(), problem);
            } else {
                rest.insert(key, value);
            }
        } else {
            let names: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
            let problem = if self.is_nested {
                unknown_member(&key, &names)
            } else {
                unknown_input(&key, &names)
            };
            self.report(self.fields.len(), problem);
        }
    }

    /// Takes the keys of the flattened field and marks the field as given.
    pub(super) fn take_flattened(&mut self, index: usize) -> Map<String, Value> {
        self.mark_seen(index);
        self.rest.take().unwrap_or_default()
    }

    #[cold]
    fn report_duplicate(&mut self, index: usize) {
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
    fn mark_seen(&mut self, index: usize) -> bool {
        let bit = 1 << index;
        let first = self.seen & bit == 0;
        self.seen |= bit;
        first
    }

    /// Returns the index among all fields for one among those of the type that is being built or checked.
    pub(super) fn index(&self, index: usize) -> usize {
        self.base + index
    }

    fn is_seen(&self, index: usize) -> bool {
        self.seen & (1 << index) != 0
    }

    pub(super) fn report(&mut self, index: usize, problem: InputProblem) {
        self.problems.get_or_insert_default().push((index, problem));
    }

    /// Takes a required field; reports a problem if it is missing.
    #[inline]
    pub fn required<T>(&mut self, index: usize, slot: Option<T>) -> Option<T> {
        let index = self.base + index;
        if slot.is_none() && !self.is_seen(index) {
            let expected = self.expected(index);
            self.report(
                index,
                InputProblem::mismatch(self.pointer(index), expected, None),
            );
        }
        slot
    }

    /// Takes an optional field.
    #[inline]
    pub fn optional<T>(&mut self, index: usize, slot: Option<Option<T>>) -> Option<Option<T>> {
        let index = self.base + index;
        match slot {
            None if !self.is_seen(index) => Some(None),
            // Rules treat `null` like a missing input.
            Some(None) => {
                self.seen &= !(1 << index);
                slot
            }
            slot => slot,
        }
    }

    /// Records whether an optional field is given in a typed call.
    #[inline]
    pub fn record_given(&mut self, index: usize, is_given: bool) {
        if is_given {
            self.mark_seen(self.base + index);
        }
    }

    /// Checks the rules about the inputs that are given together, after the fields have been taken.
    pub fn check_rules(&mut self, rules: &[Rule<'_>]) {
        for rule in rules {
            let problem = rule.problem(|name| {
                let mut fields = self.fields.iter();
                let index = fields.position(|field| field.name == name);
                index.is_some_and(|index| self.is_seen(index))
            });
            if let Some(problem) = problem {
                self.report_of_rule(rule, problem);
            }
        }
    }

    #[cold]
    fn report_of_rule(&mut self, rule: &Rule<'_>, problem: InputProblem) {
        let index = match rule {
            Rule::Requires(_, needed) => self.fields.iter().position(|field| field.name == *needed),
            Rule::ExactlyOneOf(_) | Rule::AtLeastOneOf(_) => None,
        };
        self.report(index.unwrap_or(self.fields.len()), problem);
    }

    /// Returns whether the type that is being built or checked has no problems yet. `count` is the number of its
    /// fields.
    pub fn is_valid(&self, count: usize) -> bool {
        let own = self.base..self.base + count;
        let is_own = |index: usize| own.contains(&index) || index == self.fields.len();
        let mut problems = self.problems.iter().flat_map(|problems| problems.iter());
        !problems.any(|(index, _)| is_own(*index))
    }

    /// Reports the error of the author's validation.
    #[cold]
    pub fn report_invalid(&mut self, message: String) {
        self.report(self.fields.len(), InputProblem::new("", message));
    }

    /// Takes a field with a default.
    #[inline]
    pub fn or_default<T>(
        &mut self,
        index: usize,
        slot: Option<T>,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        let index = self.base + index;
        if slot.is_none() && !self.is_seen(index) {
            Some(default())
        } else {
            slot
        }
    }

    /// Checks a value against one of the field's constraints.
    #[inline]
    pub fn check(&mut self, index: usize, constraint: usize, view: View<'_>) {
        let index = self.base + index;
        if !self.fields[index].constraints[constraint].accepts(view) {
            self.report_violation(index, view);
        }
    }

    #[cold]
    fn report_violation(&mut self, index: usize, view: View<'_>) {
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
        // One problem for each field: its description names all constraints of the field.
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

    /// The description of the field's type and constraints.
    fn expected(&self, index: usize) -> String {
        let schema = schema::of_fields(&self.fields[index..=index]);
        describe::in_words(&schema["properties"][self.fields[index].name], &schema)
    }
}

/// Sorts the problems by the order of the fields; those of no field come last.
#[cold]
pub(super) fn sorted_problems(problems: Option<Box<Problems>>) -> Vec<InputProblem> {
    let mut problems = problems.map_or_else(Problems::new, |problems| *problems);
    problems.sort_by_key(|(index, _)| *index);
    problems.into_iter().map(|(_, problem)| problem).collect()
}

//! [`CheckParts`]: the parts of an input that derive `Input`, also in collections, checked in typed calls.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::field_checker::{FieldChecker, sorted_problems};
use super::input_fields::InputFields;
use super::problem::{self, InputProblem, pointer};
use super::render;
use crate::redactor::Redactor;
use crate::secret::Secret;
use crate::secret::scope;

/// Types with parts that derive `Input`. The derive implements it.
pub trait CheckParts {
    /// Adds the problems of all parts.
    fn check_parts(&self, found: &mut PartProblems);
}

/// Problems of parts. Their pointers begin at the value that is being checked.
#[derive(Debug, Default)]
pub struct PartProblems(Vec<InputProblem>);

impl PartProblems {
    /// Adds the problems of a type that derives `Input`.
    #[inline]
    pub fn add_of<T: InputFields>(&mut self, part: &T) {
        let mut checker = FieldChecker::nested(T::fields());
        part.check(&mut checker);
        if checker.problems.is_some() {
            // A validation by the author can quote secrets of the part.
            let ((), notes) = scope::noting(|| drop(render::to_json(part)));
            let mut problems = sorted_problems(checker.problems);
            problem::redact(&mut problems, &Redactor::of(&notes));
            self.0.extend(problems);
        }
    }

    /// Adds the problems of a part with this key or index.
    fn add_within(&mut self, part: &(impl CheckParts + ?Sized), key: impl FnOnce() -> String) {
        let before = self.0.len();
        part.check_parts(self);
        if self.0.len() > before {
            let place = pointer("", &key());
            for problem in &mut self.0[before..] {
                problem.pointer.insert_str(0, &place);
            }
        }
    }

    /// Removes the values from the problems of a secret.
    fn hide(&mut self, from: usize) {
        for problem in &mut self.0[from..] {
            let place = std::mem::take(&mut problem.pointer);
            *problem = match (problem.expected.take(), &problem.got) {
                (Some(expected), Some(_)) => {
                    InputProblem::mismatch(place, expected, Some("another value".into()))
                }
                (Some(expected), None) => InputProblem::mismatch(place, expected, None),
                (None, _) => InputProblem::new(place, "the value is not accepted"),
            };
        }
    }
}

impl FieldChecker<'_> {
    /// Checks the parts of a field.
    #[inline]
    fn check_parts(&mut self, index: usize, value: &dyn CheckParts) {
        let mut found = PartProblems::default();
        value.check_parts(&mut found);
        if !found.0.is_empty() {
            self.report_parts(index, found);
        }
    }

    #[cold]
    fn report_parts(&mut self, index: usize, mut found: PartProblems) {
        let index = self.index(index);
        let field = &self.fields()[index];
        if field.secret {
            found.hide(0);
        }
        let place = pointer("", field.name);
        for mut problem in found.0 {
            problem.pointer.insert_str(0, &place);
            self.report(index, problem);
        }
    }
}

/// A field whose parts are checked in generated code, where its type is known. (Method look-up tries `&&Part` before
/// `&Part`.)
#[derive(Clone, Copy, Debug)]
pub struct Part<'a, T>(pub &'a T);

/// Checks a field of a type with parts that derive `Input`. See [`Part`]. Lets a field have any other type.
pub trait CheckedPart {
    /// Reports the problems of the parts.
    fn __check_parts(&self, index: usize, checker: &mut FieldChecker<'_>);
}

impl<T: CheckParts> CheckedPart for &Part<'_, T> {
    #[inline]
    fn __check_parts(&self, index: usize, checker: &mut FieldChecker<'_>) {
        checker.check_parts(index, self.0);
    }
}

/// A field without parts that derive `Input`. See [`Part`].
pub trait UncheckedPart {
    /// Does nothing.
    #[inline]
    fn __check_parts(&self, index: usize, checker: &mut FieldChecker<'_>) {
        let _ = (index, checker);
    }
}

impl<T> UncheckedPart for Part<'_, T> {}

impl<T: CheckParts> CheckParts for Option<T> {
    #[inline]
    fn check_parts(&self, found: &mut PartProblems) {
        if let Some(part) = self {
            part.check_parts(found);
        }
    }
}

impl<T: CheckParts> CheckParts for Secret<T> {
    fn check_parts(&self, found: &mut PartProblems) {
        let before = found.0.len();
        self.expose().check_parts(found);
        found.hide(before);
    }
}

impl<T: CheckParts> CheckParts for [T] {
    fn check_parts(&self, found: &mut PartProblems) {
        for (index, part) in self.iter().enumerate() {
            found.add_within(part, || index.to_string());
        }
    }
}

impl<T: CheckParts, const N: usize> CheckParts for [T; N] {
    fn check_parts(&self, found: &mut PartProblems) {
        self[..].check_parts(found);
    }
}

impl<T: CheckParts> CheckParts for Vec<T> {
    fn check_parts(&self, found: &mut PartProblems) {
        self[..].check_parts(found);
    }
}

impl<T: CheckParts> CheckParts for VecDeque<T> {
    fn check_parts(&self, found: &mut PartProblems) {
        for (index, part) in self.iter().enumerate() {
            found.add_within(part, || index.to_string());
        }
    }
}

macro_rules! pointers {
    ($($type:ident)*) => { $(
        impl<T: CheckParts + ?Sized> CheckParts for $type<T> {
            #[inline]
            fn check_parts(&self, found: &mut PartProblems) {
                (**self).check_parts(found);
            }
        }
    )* };
}
pointers!(Box Arc);

macro_rules! maps {
    ($([$($generics:tt)*] $type:ty;)*) => { $(
        impl<K: Serialize, V: CheckParts, $($generics)*> CheckParts for $type {
            fn check_parts(&self, found: &mut PartProblems) {
                for (key, part) in self {
                    found.add_within(part, || text_of_key(key));
                }
            }
        }
    )* };
}
maps! {
    [] BTreeMap<K, V>;
    [S] HashMap<K, V, S>;
}

/// Returns the key of an object for the key of a map.
fn text_of_key(key: &impl Serialize) -> String {
    match serde_json::to_value(key) {
        Ok(Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

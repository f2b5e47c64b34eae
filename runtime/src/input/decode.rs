//! Decoding of JSON into an input type: fast for valid input, with precise errors for invalid input.
//!
//! Text is decoded without an intermediate tree. Only if a value is refused is the text parsed into a
//! [`Tree`](super::tree), whose errors hold the path of the offending value.
//!
//! This code is compiled for every action. Everything that does not depend on the input type is in [`slots`].

use super::RawInput;
use super::field_checker::{FieldChecker, sorted_problems};
use super::input_fields::InputFields;
use super::problem::InputProblem;
use super::slots::{self, Slots};
use super::source::InputSource;
use super::type_mismatch::TypeMismatch;

/// Decodes an input made of fields.
///
/// # Errors
///
/// All problems of the input.
pub(crate) fn decode<T: InputFields>(
    input: RawInput,
    decoded: &mut Option<T>,
) -> Result<(), Vec<InputProblem>> {
    let mut slots = T::empty();
    let mut checker = FieldChecker::new(T::fields());
    slots::fill(input, &mut checker, &mut SlotsOf::<T>(&mut slots))?;
    if let Some(index) = T::FREE_FORM {
        slots::fill_flattened(index, &mut checker, &mut SlotsOf::<T>(&mut slots));
    }
    *decoded = T::from_slots(slots, &mut checker);
    match checker.problems {
        None if decoded.is_some() => Ok(()),
        problems => Err(sorted_problems(problems)),
    }
}

/// Passes empty slots of an input type to a function.
pub(super) fn with_slots<T: InputFields>(work: &mut dyn FnMut(&mut dyn Slots)) {
    work(&mut SlotsOf::<T>(&mut T::empty()));
}

/// Checks the constraints of an input that a typed call has built. Does not allocate if the input is valid.
///
/// # Errors
///
/// All problems of the input.
#[inline]
pub(crate) fn check<T: InputFields>(input: &T) -> Result<(), Vec<InputProblem>> {
    let mut checker = FieldChecker::new(T::fields());
    input.check(&mut checker);
    match checker.problems {
        None => Ok(()),
        problems => Err(sorted_problems(problems)),
    }
}

/// The slots of an input type as an object of the trait [`Slots`].
struct SlotsOf<'a, T: InputFields>(&'a mut T::Slots);

impl<T: InputFields> Slots for SlotsOf<'_, T> {
    fn index(&self, key: &str) -> Option<usize> {
        T::index(key)
    }

    fn clear(&mut self) {
        *self.0 = T::empty();
    }

    fn fill(&mut self, index: usize, value: InputSource<'_, '_>) -> Result<(), TypeMismatch> {
        T::fill(self.0, index, value)
    }
}

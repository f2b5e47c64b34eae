//! Checks, decoding and redaction of the input of a call, without its type.

use serde_json::Value;

use crate::context::ActionContext;
use crate::error::ActionError;
use crate::input::erased::ErasedInput;
use crate::input::problem::{self, InputProblem};
use crate::input::shown::{note_unread, shown};
use crate::input::{InputErrors, RawInput};
use crate::linked::LinkedAction;
use crate::redactor::Redactor;
use crate::secret::scope::{self, Notes, Noting};

impl LinkedAction {
    /// Decodes the input of a call and remembers its secrets.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    #[inline]
    pub(crate) fn decode_for_call(
        &self,
        given: RawInput,
        input: &mut impl ErasedInput,
        context: &ActionContext,
    ) -> Result<(), ActionError> {
        let (needs_check, has_secrets) = self.needs_check_and_has_secrets();
        let scope = Noting::enter();
        let decoded = if needs_check {
            self.decode_checked(given, input)
        } else {
            input.decode(given)
        };
        let notes = scope.finish();
        if notes.is_some() || decoded.is_err() || has_secrets {
            return self.end_decoding(decoded, notes, input, context);
        }
        Ok(())
    }

    /// Remembers the secrets of an input, or removes them from its problems.
    #[cold]
    fn end_decoding(
        &self,
        decoded: Result<(), Vec<InputProblem>>,
        notes: Option<Box<Notes>>,
        input: &dyn ErasedInput,
        context: &ActionContext,
    ) -> Result<(), ActionError> {
        let notes = *notes.unwrap_or_default();
        match decoded {
            Ok(()) => {
                self.remember_secrets(context, &|| input.to_json(), notes);
                Ok(())
            }
            Err(problems) => Err(self.redacted(problems, &notes).into()),
        }
    }

    /// Decodes the input of a dry run, and records it with its secrets masked.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    pub(crate) fn decode_for_dry_run(
        &self,
        given: RawInput,
        input: &mut impl ErasedInput,
        context: &ActionContext,
    ) -> Result<(), ActionError> {
        let as_given = given.to_value();
        self.decode_for_call(given, input, context)?;
        self.record_input(context, &|| input.to_json(), as_given);
        Ok(())
    }

    /// Records the input of a dry run with its secrets masked.
    pub(crate) fn record_input(
        &self,
        context: &ActionContext,
        to_json: &dyn Fn() -> Value,
        given: Option<Value>,
    ) {
        context.record_input(shown(self, to_json, &context.redactor(), given));
    }

    /// Remembers the secrets of a decoded input: the noted ones, and those that its decoder did not read.
    #[cold]
    pub(crate) fn remember_secrets(
        &self,
        context: &ActionContext,
        to_json: &dyn Fn() -> Value,
        mut notes: Notes,
    ) {
        note_unread(self, to_json, &mut notes);
        context.remember_secrets(&notes);
    }

    /// Validates an input. Returns it with defaults filled in and secrets masked.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    pub(crate) fn validate(&self, given: RawInput) -> Result<Value, InputErrors> {
        let as_given = given.to_value();
        let mut input = (self.vtable.new_input)();
        let (decoded, mut notes) = scope::noting(|| self.check_and_decode(given, &mut *input));
        if let Err(problems) = decoded {
            return Err(self.redacted(problems, &notes));
        }
        let to_json = || input.to_json();
        note_unread(self, &to_json, &mut notes);
        Ok(shown(self, &to_json, &Redactor::of(&notes), as_given))
    }

    /// Returns the secrets of an input, as far as it can be decoded.
    pub(crate) fn secrets_of(&self, given: RawInput) -> Notes {
        let mut input = (self.vtable.new_input)();
        let (decoded, mut notes) = scope::noting(|| self.check_and_decode(given, &mut *input));
        if decoded.is_ok() {
            note_unread(self, &|| input.to_json(), &mut notes);
        }
        notes
    }

    /// Checks the input of a typed call. `own` is the outcome of the checks of its type.
    ///
    /// # Errors
    ///
    /// All problems of the input: those of the inputs, and those inside of them.
    #[inline]
    pub(crate) fn check_call(
        &self,
        own: Result<(), Vec<InputProblem>>,
        to_json: &dyn Fn() -> Value,
    ) -> Result<(), InputErrors> {
        match (own, self.check_typed(to_json)) {
            (Ok(()), Ok(())) => Ok(()),
            (own, inner) => {
                let (own, inner) = (own.err(), inner.err());
                Err(self.refused(own.unwrap_or_default(), inner.unwrap_or_default(), to_json))
            }
        }
    }

    #[cold]
    fn refused(
        &self,
        mut problems: Vec<InputProblem>,
        inner: Vec<InputProblem>,
        to_json: &dyn Fn() -> Value,
    ) -> InputErrors {
        let is_new =
            |one: &InputProblem| !problems.iter().any(|known| known.pointer == one.pointer);
        let inner: Vec<_> = inner.into_iter().filter(is_new).collect();
        problems.extend(inner);
        let mut notes = Notes::default();
        note_unread(self, to_json, &mut notes);
        self.redacted(problems, &notes)
    }

    /// Checks an input against its schema, if the type enforces less, and decodes it.
    fn check_and_decode(
        &self,
        given: RawInput,
        input: &mut dyn ErasedInput,
    ) -> Result<(), Vec<InputProblem>> {
        if self.needs_check() {
            self.decode_checked(given, input)
        } else {
            input.decode(given)
        }
    }

    #[cold]
    fn decode_checked(
        &self,
        given: RawInput,
        input: &mut dyn ErasedInput,
    ) -> Result<(), Vec<InputProblem>> {
        match self.check(given) {
            Ok(given) => {
                let text = self.keep_text(&given);
                input.decode(given).map_err(|of_type| {
                    let by_schema = text.map(|text| self.problems_of(text));
                    match by_schema {
                        Some(mut problems) if !problems.is_empty() => {
                            problem::hide_like(&mut problems, &of_type);
                            problems
                        }
                        _ => of_type,
                    }
                })
            }
            Err((mut problems, given)) => {
                // Decoding notes the secrets of the input, also those that the schema does not mark.
                if let Err(of_type) = input.decode(given) {
                    problem::hide_like(&mut problems, &of_type);
                }
                Err(problems)
            }
        }
    }

    /// Returns the problems without the secrets of the input, which an author's validation can quote.
    #[cold]
    fn redacted(&self, mut problems: Vec<InputProblem>, notes: &Notes) -> InputErrors {
        redact(&mut problems, notes);
        self.invalid(problems)
    }

    #[cold]
    fn invalid(&self, problems: Vec<InputProblem>) -> InputErrors {
        InputErrors::new(self.name, problems)
    }
}

/// Removes the secrets of an input from its problems.
#[cold]
fn redact(problems: &mut [InputProblem], notes: &Notes) {
    if !notes.is_empty() {
        problem::redact(problems, &Redactor::of(notes));
    }
}

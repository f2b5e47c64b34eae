//! [`Failure`]: error of a command, for people and for scripts.

use std::fmt::Display;
use std::io;

use mistral_actions::dispatch::StartupError;
use mistral_actions::error::{ErrorKind, UnknownAction};
use mistral_actions::input::InputErrors;
use mistral_actions::{ActionDescriptor, ActionError};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::secrets::Secrets;

/// Kind of a failure that lists the problems of an input.
const INVALID_INPUT: &str = "invalid_input";

/// Kind of a failure after a panic of the action.
const PANICKED: &str = "panicked";

/// Error of a command.
pub(crate) enum Failure {
    /// The reader of standard output, such as `head`, has closed it. The command succeeds.
    BrokenPipe,
    /// An error to print.
    Reported(Box<Report>),
}

/// An error to print, with the exit code.
pub(crate) struct Report {
    pub(crate) exit: Exit,
    /// Identifier of the kind, for scripts.
    kind: &'static str,
    message: String,
    problems: Vec<Problem>,
    /// The error result that a workflow would see, if it is more than the message.
    data: Option<Value>,
    hints: Vec<String>,
}

struct Problem {
    pointer: String,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, kind: &'static str, message: impl Display) -> Self {
        Self::Reported(Box::new(Report {
            exit,
            kind,
            message: message.to_string(),
            problems: Vec::new(),
            data: None,
            hints: Vec::new(),
        }))
    }

    /// The command line, or a file that it names, is wrong.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self::new(Exit::Usage, "usage", message)
    }

    pub(crate) fn unknown(unknown: &UnknownAction) -> Self {
        Self::new(Exit::Usage, "unknown_action", unknown)
    }

    pub(crate) fn startup(error: &StartupError) -> Self {
        Self::new(Exit::CannotStart, "cannot_start", error)
    }

    /// The action cancelled its task.
    pub(crate) fn cancelled(action: &ActionDescriptor) -> Self {
        let message = format!("action `{}` cancelled its task", action.name());
        Self::new(Exit::Cancelled, "cancelled", message)
    }

    /// The error result of an action.
    pub(crate) fn of_result(error: Value) -> Self {
        match error {
            Value::String(message) => Self::new(Exit::Failed, "failed", message),
            other => Self::new(
                Exit::Failed,
                "failed",
                "the action returned an error result",
            )
            .with_data(Some(other)),
        }
    }

    /// The error of an action that was found and called.
    pub(crate) fn of_action(error: &ActionError, called: &ActionDescriptor) -> Self {
        if let Some(errors) = error.input_errors() {
            // Invalid input of a reused action is an error of the action, not of this command line.
            if errors.action() == called.name() {
                return Self::invalid_input(errors);
            }
        }
        let (exit, kind) = match error.kind() {
            ErrorKind::TimedOut => (Exit::TimedOut, "timed_out"),
            ErrorKind::Cancelled => (Exit::Cancelled, "cancelled"),
            ErrorKind::Panicked => (Exit::Failed, PANICKED),
            ErrorKind::TooDeep => (Exit::Failed, "too_deep"),
            ErrorKind::NoDryRun => (Exit::Failed, "no_dry_run"),
            ErrorKind::Internal => (Exit::Failed, "internal"),
            _ => (Exit::Failed, "failed"),
        };
        Self::new(exit, kind, error).with_data(error.data().cloned())
    }

    /// The input is invalid; lists all problems.
    pub(crate) fn invalid_input(errors: &InputErrors) -> Self {
        let message = format!("invalid input for `{}`", errors.action());
        let problems = errors.problems().iter().map(|problem| Problem {
            pointer: problem.pointer.clone(),
            message: problem.message.clone(),
        });
        Self::new(Exit::Usage, INVALID_INPUT, message).with_problems(problems)
    }

    /// The inputs on the command line are malformed; `problems` are pairs of a JSON pointer and a message.
    pub(crate) fn invalid_arguments(problems: Vec<(String, String)>) -> Self {
        let problems = problems
            .into_iter()
            .map(|(pointer, message)| Problem { pointer, message });
        Self::new(Exit::Usage, "usage", "cannot read the inputs").with_problems(problems)
    }

    /// A file or the output could not be read or written.
    pub(crate) fn io(what: impl Display, error: &io::Error) -> Self {
        Self::new(Exit::Failed, "io", format_args!("{what}: {error}"))
    }

    /// Adds a hint for the user.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Reported(report) = &mut self {
            report.hints.push(hint.into());
        }
        self
    }

    /// Adds hints if the failure is an invalid input.
    pub(crate) fn with_input_hints(self, hints: Vec<String>) -> Self {
        match &self {
            Self::Reported(report) if report.kind == INVALID_INPUT => {
                hints.into_iter().fold(self, Self::with_hint)
            }
            _ => self,
        }
    }

    /// Adds the place of a panic if the failure is one.
    pub(crate) fn with_panic_place(self, place: Option<String>) -> Self {
        match (&self, place) {
            (Self::Reported(report), Some(place)) if report.kind == PANICKED => {
                self.with_hint(format!("it panicked at {place}"))
            }
            _ => self,
        }
    }

    /// Changes the exit code and the kind to those of Ctrl-C, since the user stopped the action.
    pub(crate) fn into_interrupted(mut self) -> Self {
        if let Self::Reported(report) = &mut self {
            report.exit = Exit::Interrupted;
            report.kind = "interrupted";
        }
        self
    }

    fn with_data(mut self, data: Option<Value>) -> Self {
        if let Self::Reported(report) = &mut self {
            report.data = data;
        }
        self
    }

    fn with_problems(mut self, problems: impl IntoIterator<Item = Problem>) -> Self {
        if let Self::Reported(report) = &mut self {
            report.problems.extend(problems);
        }
        self
    }
}

/// Error of a write to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::io("cannot write the output", &error),
        }
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        let text = error.render().to_string();
        Self::usage(text.trim().trim_start_matches("error: "))
    }
}

impl Report {
    /// Returns the text without secrets. The problems of an input quote no secret; masking a short one there would
    /// reveal it by the gaps in known words, as in `inp*** for`.
    fn redact(&self, text: &str, secrets: &Secrets) -> String {
        if self.kind == INVALID_INPUT {
            return text.to_owned();
        }
        secrets.redact(text)
    }

    /// Returns the lines for people. `error: ` goes before the first one.
    pub(crate) fn lines(&self, secrets: &Secrets) -> Vec<String> {
        let mut lines = vec![self.redact(&self.message, secrets)];
        for Problem { pointer, message } in &self.problems {
            let separator = if pointer.is_empty() { "" } else { ": " };
            lines.push(self.redact(&format!("  {pointer}{separator}{message}"), secrets));
        }
        if let Some(data) = &self.data {
            lines.push(format!("  {}", secrets.redact_value(data)));
        }
        let hints = self.hints.iter().map(|hint| format!("hint: {hint}"));
        lines.extend(hints.map(|hint| secrets.redact(&hint)));
        lines
    }

    /// Returns the object for scripts.
    pub(crate) fn json(&self, secrets: &Secrets) -> Value {
        let problems = self.problems.iter().map(|problem| {
            json!({"pointer": problem.pointer, "message": self.redact(&problem.message, secrets)})
        });
        json!({"error": {
            "kind": self.kind,
            "message": self.redact(&self.message, secrets),
            "problems": problems.collect::<Vec<_>>(),
            "data": self.data.as_ref().map(|data| secrets.redact_value(data)),
        }})
    }
}

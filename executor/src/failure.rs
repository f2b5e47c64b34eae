//! [`Failure`]: why a command did not do what it was asked for, for people and for scripts.

use std::fmt::Display;
use std::io;

use mistral_actions::dispatch::StartupError;
use mistral_actions::error::{ErrorKind, UnknownAction};
use mistral_actions::input::InputErrors;
use mistral_actions::{ActionDescriptor, ActionError};
use serde_json::{Value, json};

use crate::Exit;
use crate::secrets::Secrets;

/// The kind of failure that tells what is wrong with an input.
const INVALID_INPUT: &str = "invalid_input";

/// Why a command ended early.
pub(crate) enum Failure {
    /// Whoever read our output has seen enough of it, as `head` does.
    NobodyReads,
    /// Something to be told.
    Told(Box<Told>),
}

/// What is told.
pub(crate) struct Told {
    pub(crate) exit: Exit,
    /// A word for scripts.
    kind: &'static str,
    message: String,
    problems: Vec<Problem>,
    /// What a workflow would see as the error result, if that is more than the message.
    data: Option<Value>,
    hints: Vec<String>,
}

struct Problem {
    pointer: String,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, kind: &'static str, message: impl Display) -> Self {
        Self::Told(Box::new(Told {
            exit,
            kind,
            message: message.to_string(),
            problems: Vec::new(),
            data: None,
            hints: Vec::new(),
        }))
    }

    /// The command line, or something that it names, is wrong.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self::new(Exit::Usage, "usage", message)
    }

    pub(crate) fn unknown(unknown: &UnknownAction) -> Self {
        Self::new(Exit::Usage, "unknown_action", unknown)
    }

    pub(crate) fn startup(error: &StartupError) -> Self {
        Self::new(Exit::CannotStart, "cannot_start", error)
    }

    /// The action asked for its task to be cancelled.
    pub(crate) fn cancelled(action: &ActionDescriptor) -> Self {
        let message = format!(
            "action `{}` asked for its task to be cancelled",
            action.name()
        );
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
            // The input of an action that the called one reuses is no mistake on this command line.
            if errors.action() == called.name() {
                return Self::invalid_input(errors);
            }
        }
        let (exit, kind) = match error.kind() {
            ErrorKind::TimedOut => (Exit::TimedOut, "timed_out"),
            ErrorKind::Cancelled => (Exit::Cancelled, "cancelled"),
            ErrorKind::Panicked => (Exit::Failed, "panicked"),
            ErrorKind::TooDeep => (Exit::Failed, "too_deep"),
            ErrorKind::NoDryRun => (Exit::Failed, "no_dry_run"),
            ErrorKind::Internal => (Exit::Failed, "internal"),
            _ => (Exit::Failed, "failed"),
        };
        Self::new(exit, kind, error).with_data(error.data().cloned())
    }

    /// All that is wrong with an input.
    pub(crate) fn invalid_input(errors: &InputErrors) -> Self {
        let message = format!("invalid input for `{}`", errors.action());
        let problems = errors.problems().iter().map(|problem| Problem {
            pointer: problem.pointer.clone(),
            message: problem.message.clone(),
        });
        Self::new(Exit::Usage, INVALID_INPUT, message).with_problems(problems)
    }

    /// Several mistakes in the inputs on the command line: where, and what.
    pub(crate) fn invalid_arguments(problems: Vec<(String, String)>) -> Self {
        let problems = problems
            .into_iter()
            .map(|(pointer, message)| Problem { pointer, message });
        Self::new(Exit::Usage, "usage", "the inputs cannot be read").with_problems(problems)
    }

    /// Something could not be read or written.
    pub(crate) fn io(what: impl Display, error: &io::Error) -> Self {
        Self::new(Exit::Failed, "io", format_args!("{what}: {error}"))
    }

    /// Adds what to do about it.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Told(told) = &mut self {
            told.hints.push(hint.into());
        }
        self
    }

    /// Adds what may help if it is the input that is wrong.
    pub(crate) fn with_input_hints(self, hints: Vec<String>) -> Self {
        match &self {
            Self::Told(told) if told.kind == INVALID_INPUT => {
                hints.into_iter().fold(self, Self::with_hint)
            }
            _ => self,
        }
    }

    /// The same, after Ctrl-C: whatever the action made of it, the user wanted it to stop.
    pub(crate) fn into_interrupted(mut self) -> Self {
        if let Self::Told(told) = &mut self {
            told.exit = Exit::Interrupted;
            told.kind = "interrupted";
        }
        self
    }

    fn with_data(mut self, data: Option<Value>) -> Self {
        if let Self::Told(told) = &mut self {
            told.data = data;
        }
        self
    }

    fn with_problems(mut self, problems: impl IntoIterator<Item = Problem>) -> Self {
        if let Self::Told(told) = &mut self {
            told.problems.extend(problems);
        }
        self
    }
}

/// What is written to standard output can fail in two ways.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyReads,
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

impl Told {
    /// The text without secrets. What is wrong with an input quotes none, and a short one would take words out of it:
    /// whoever reads `inp*** for` knows it.
    fn redact(&self, text: &str, secrets: &Secrets) -> String {
        if self.kind == INVALID_INPUT {
            return text.to_owned();
        }
        secrets.redact(text)
    }

    /// For people; the first line is what `error: ` is put before.
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

    /// For scripts, in one line.
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

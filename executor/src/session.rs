//! [`Session`]: state of one command.

use mistral_actions::ActionDescriptor;
use mistral_actions::dispatch::DispatcherBuilder;

use crate::environment::Environment;
use crate::failure::Failure;
use crate::index::Index;
use crate::secrets::Secrets;
use crate::terminal::Terminal;

/// State of one command.
pub(crate) struct Session<'a> {
    /// Name of the binary, for examples.
    pub(crate) program: String,
    pub(crate) index: Index,
    pub(crate) builder: DispatcherBuilder,
    pub(crate) environment: Environment,
    pub(crate) terminal: Terminal<'a>,
    pub(crate) secrets: Secrets,
    /// True if the command may handle signals and replace the panic hook.
    pub(crate) owns_process: bool,
    /// True if standard error is read by a script, so that only errors may be written there.
    pub(crate) is_quiet: bool,
    /// True after Ctrl-C was pressed while an action ran.
    pub(crate) is_interrupted: bool,
}

impl Session<'_> {
    /// Prints a note to standard error.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.is_quiet {
            let text = self.secrets.redact(text);
            self.terminal.note(text);
        }
    }

    /// Prints a warning if an action is deprecated.
    pub(crate) fn note_deprecation(&mut self, action: &ActionDescriptor) {
        if let Some(instead) = action.deprecated() {
            self.note(&format!(
                "warning: `{}` is deprecated: {instead}",
                action.name()
            ));
        }
    }

    /// Prints to standard output.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Failure> {
        self.terminal.end_progress();
        self.terminal.out.write_all(text.as_bytes())?;
        self.terminal.out.flush()?;
        Ok(())
    }

    /// Prints indented JSON to standard output.
    pub(crate) fn print_json(&mut self, value: &serde_json::Value) -> Result<(), Failure> {
        self.print(&format!("{value:#}\n"))
    }
}

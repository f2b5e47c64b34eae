//! [`Session`]: what a command works with.

use mistral_actions::ActionDescriptor;
use mistral_actions::dispatch::DispatcherBuilder;

use crate::environment::Environment;
use crate::failure::Failure;
use crate::index::Index;
use crate::secrets::Secrets;
use crate::terminal::Terminal;

/// What a command works with.
pub(crate) struct Session<'a> {
    /// Name of the binary, for examples that can be copied.
    pub(crate) program: String,
    /// The grammar of the command line, under that name.
    pub(crate) grammar: clap::Command,
    pub(crate) index: Index,
    pub(crate) builder: DispatcherBuilder,
    pub(crate) environment: Environment,
    pub(crate) terminal: Terminal<'a>,
    pub(crate) secrets: Secrets,
    /// Whether signals and the panic hook of the process are ours to use.
    pub(crate) owns_process: bool,
    /// Whether standard error is for a script, which wants nothing but errors there.
    pub(crate) is_quiet: bool,
    /// Whether Ctrl-C was pressed while an action ran.
    pub(crate) is_interrupted: bool,
}

impl Session<'_> {
    /// Tells something that is not part of the output.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.is_quiet {
            let text = self.secrets.redact(text);
            self.terminal.note(text);
        }
    }

    /// Points out that an action is deprecated.
    pub(crate) fn note_deprecation(&mut self, action: &ActionDescriptor) {
        if let Some(instead) = action.deprecated() {
            self.note(&format!(
                "warning: `{}` is deprecated: {instead}",
                action.name()
            ));
        }
    }

    /// Writes to standard output.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Failure> {
        self.terminal.end_progress();
        self.terminal.out.write_all(text.as_bytes())?;
        self.terminal.out.flush()?;
        Ok(())
    }

    /// Writes JSON for people and programs.
    pub(crate) fn print_json(&mut self, value: &serde_json::Value) -> Result<(), Failure> {
        self.print(&format!("{value:#}\n"))
    }
}

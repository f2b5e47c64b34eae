//! [`App`]: the command line of a binary with actions, and what its author adds to it.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use mistral_actions::dispatch::DispatcherBuilder;
use mistral_actions::{ActionProvider, Dispatcher};

use crate::args::{CommandLine, grammar};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::index::Index;
use crate::secrets::Secrets;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Exit, commands, trace};

/// The command line of a binary with actions.
///
/// ```
/// use mistral_actions::prelude::*;
///
/// struct Greeting(String);
///
/// /// Greets somebody.
/// #[mistral_action(name = "demo.greet")]
/// async fn greet(greeting: &State<Greeting>, name: String) -> String {
///     format!("{}, {name}!", greeting.0)
/// }
///
/// // In `main`, `.main()` instead of `.run_from(…)` takes arguments and output from the process.
/// let app = mistral_executor::app().state(Greeting("Hello".into()));
/// let mut out = Vec::new();
/// let exit = app.run_from(["demo", "run", "demo.greet", "name=Ada"], &mut out, &mut Vec::new());
/// assert_eq!(exit, mistral_executor::Exit::Success);
/// assert_eq!(out, b"\"Hello, Ada!\"\n");
/// ```
#[must_use = "it does nothing before `main` or `run_from`"]
pub struct App {
    name: Option<String>,
    version: Option<String>,
    builder: DispatcherBuilder,
    providers: Vec<Arc<dyn ActionProvider>>,
    environment: Environment,
}

impl App {
    pub(crate) fn new() -> Self {
        Self {
            name: None,
            version: None,
            builder: Dispatcher::builder(),
            providers: Vec::new(),
            environment: Environment::Process,
        }
    }

    /// Names the binary in help and examples; unless told otherwise, it is called what its file is.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What `--version` tells: `.version(env!("CARGO_PKG_VERSION"))`.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Shares a value with the actions that take `&State<T>`.
    pub fn state<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.configure(|builder| builder.state(value))
    }

    /// Adds actions that are not part of this binary. They are listed and documented like its own.
    pub fn provider(mut self, provider: impl ActionProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }

    /// Changes how the actions are dispatched: limits, layers. The actions of a provider that is added
    /// here can be reused by others, but are not known on the command line; use
    /// [`provider`](Self::provider).
    pub fn configure(
        mut self,
        change: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder,
    ) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// Takes these environment variables in place of the process's, for tests.
    ///
    /// ```
    /// let app = mistral_executor::app().environment([("NO_COLOR", "1")]);
    /// ```
    pub fn environment<K, V>(mut self, variables: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        self.environment = Environment::Given(variables.collect());
        self
    }

    /// Does what the arguments of the process ask for. The `main` of a binary is nothing but this:
    ///
    /// ```no_run
    /// fn main() -> std::process::ExitCode {
    ///     mistral_executor::app().version("1.2.0").main()
    /// }
    /// ```
    pub fn main(self) -> ExitCode {
        // Not locked: the action, on a thread of its own, may print as well.
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let terminal = Terminal::of_process(&mut out, &mut err);
        self.run(std::env::args_os().collect(), terminal, true)
            .into()
    }

    /// Does what the given arguments ask for, the first of which is the name of the program. For tests:
    /// signals, the panic hook and the tracing subscriber of the process (so also `-v`) are left alone.
    pub fn run_from<A: Into<OsString>>(
        self,
        args: impl IntoIterator<Item = A>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Exit {
        let args = args.into_iter().map(Into::into).collect();
        self.run(args, Terminal::plain(out, err), false)
    }

    fn run(self, args: Vec<OsString>, mut terminal: Terminal<'_>, owns_process: bool) -> Exit {
        let program = self.name.clone().unwrap_or_else(|| file_name(&args));
        let version = self.version.clone().unwrap_or_else(|| {
            // All that can be said of a binary whose author does not tell.
            format!("(mistral-executor {})", env!("CARGO_PKG_VERSION"))
        });
        // The arguments are not understood yet, so whether a script reads has to be looked for.
        let mut for_script = args.iter().any(|arg| arg == "--json-errors");
        let secrets = Secrets::default();
        let grammar = grammar(&program, &version);
        let parsed = grammar.clone().try_get_matches_from(args);
        let parsed = parsed.and_then(|matches| CommandLine::from_arg_matches(&matches));
        let CommandLine {
            command,
            verbose,
            color,
            json_errors,
        } = match parsed {
            Ok(command_line) => command_line,
            Err(answer) => return refuse(answer, &mut terminal, &secrets, for_script),
        };
        for_script = json_errors;
        terminal.configure(color, verbose > 0, &self.environment);
        #[cfg(feature = "serve")]
        let has_own_log = matches!(command, crate::args::Command::Serve(_));
        #[cfg(not(feature = "serve"))]
        let has_own_log = false;
        if owns_process && !has_own_log {
            trace::install(verbose, secrets.clone());
        }
        let index = match Index::new(self.providers) {
            Ok(index) => index,
            Err(failure) => return tell(failure, &mut terminal, &secrets, for_script),
        };
        let mut session = Session {
            program,
            grammar,
            index,
            builder: self.builder,
            environment: self.environment,
            terminal,
            secrets,
            owns_process,
            is_quiet: for_script,
            is_interrupted: false,
        };
        match commands::execute(command, &mut session) {
            Ok(_) if session.is_interrupted => Exit::Interrupted,
            Ok(exit) => exit,
            Err(failure) => {
                let failure = if session.is_interrupted {
                    failure.into_interrupted()
                } else {
                    failure
                };
                let Session {
                    mut terminal,
                    secrets,
                    ..
                } = session;
                tell(failure, &mut terminal, &secrets, for_script)
            }
        }
    }
}

/// What the file of the binary is called.
fn file_name(args: &[OsString]) -> String {
    let path = args.first().map(Path::new);
    let name = path.and_then(Path::file_stem).unwrap_or_default();
    match name.to_string_lossy() {
        name if name.is_empty() => "mistral-actions".to_owned(),
        name => name.into_owned(),
    }
}

/// Answers what clap answers: help, the version, or what is wrong with the command line.
fn refuse(
    answer: clap::Error,
    terminal: &mut Terminal<'_>,
    secrets: &Secrets,
    for_script: bool,
) -> Exit {
    match answer.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let written = write!(terminal.out, "{}", answer.render());
            match written.and_then(|()| terminal.out.flush()) {
                Ok(()) => Exit::Success,
                Err(error) => tell(error.into(), terminal, secrets, for_script),
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !for_script => {
            terminal.note(answer.render());
            Exit::Usage
        }
        _ => tell(answer.into(), terminal, secrets, for_script),
    }
}

/// Tells a failure to whoever reads standard error.
fn tell(
    failure: Failure,
    terminal: &mut Terminal<'_>,
    secrets: &Secrets,
    for_script: bool,
) -> Exit {
    match failure {
        Failure::NobodyReads => Exit::Success,
        Failure::Told(told) => {
            if for_script {
                terminal.note(told.json(secrets));
            } else {
                terminal.error(&told.lines(secrets));
            }
            told.exit
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("name", &self.name)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

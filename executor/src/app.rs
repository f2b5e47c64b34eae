//! [`App`]: the command line of a binary with actions, and its configuration by the author.

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
use crate::{Exit, advice, commands, completion, drop_in, trace, version};

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
#[must_use = "an `App` does nothing until `main` or `run_from` is called"]
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

    /// Sets the name of the binary in help and examples. The default is the name of its file.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the version that `--version` prints: `.version(env!("CARGO_PKG_VERSION"))`.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Shares a value with the actions that take `&State<T>`.
    pub fn state<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.configure(|builder| builder.state(value))
    }

    /// Adds actions that are not linked into this binary. They are listed and documented like those that are.
    pub fn provider(mut self, provider: impl ActionProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }

    /// Changes how the actions are dispatched: limits, layers. Actions of a provider that is added here can be reused
    /// by other actions, but the command line does not know them; use [`provider`](Self::provider) instead.
    pub fn configure(
        mut self,
        change: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder,
    ) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// Replaces the environment variables of the process, for tests.
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

    /// Executes the command line of the process. A binary's `main` consists of this call:
    ///
    /// ```no_run
    /// fn main() -> std::process::ExitCode {
    ///     mistral_executor::app().version("1.2.0").main()
    /// }
    /// ```
    pub fn main(self) -> ExitCode {
        // Not locked: the action runs on another thread and may print too.
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let terminal = Terminal::of_process(&mut out, &mut err);
        let args: Vec<OsString> = std::env::args_os().collect();
        self.run(&args, terminal, true).into()
    }

    /// Executes the given command line, which begins with the name of the program. For tests: signals, the panic hook
    /// and the tracing subscriber of the process are left alone, so `-v` has no effect.
    pub fn run_from<A: Into<OsString>>(
        self,
        args: impl IntoIterator<Item = A>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Exit {
        let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
        self.run(&args, Terminal::plain(out, err), false)
    }

    fn run(self, args: &[OsString], mut terminal: Terminal<'_>, owns_process: bool) -> Exit {
        let program = self.name.clone().unwrap_or_else(|| file_name(args));
        let version = self
            .version
            .clone()
            .unwrap_or_else(|| version::of_packages(&program));
        // A mistake in the arguments must be reported as JSON too, so the flag is needed before they are parsed.
        let mut for_script = args.iter().any(|arg| arg == "--json-errors");
        let secrets = Secrets::default();
        let grammar = grammar(&program, &version);
        if let Some(shell) = self.environment.get(completion::VARIABLE)
            && let Some(at) = args.iter().position(|arg| arg == "--")
        {
            let words = args[at + 1..].to_vec();
            let candidates = Index::new(self.providers).and_then(|index| {
                completion::candidates(&shell, grammar, words, &index, &self.environment)
            });
            return match candidates {
                Ok(candidates) => written(&candidates, &mut terminal, &secrets),
                Err(failure) => report(failure, &mut terminal, &secrets, for_script),
            };
        }
        let parsed = drop_in::parse(args, &version).unwrap_or_else(|| {
            let matches = grammar.try_get_matches_from(args);
            matches.and_then(|matches| CommandLine::from_arg_matches(&matches))
        });
        let CommandLine {
            command,
            verbose,
            color,
            json_errors,
        } = match parsed {
            Ok(command_line) => command_line,
            Err(error) => return report_clap(error, args, &mut terminal, &secrets, for_script),
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
            Err(failure) => return report(failure, &mut terminal, &secrets, for_script),
        };
        let mut session = Session {
            program,
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
                report(failure, &mut terminal, &secrets, for_script)
            }
        }
    }
}

/// Name of the binary's file.
fn file_name(args: &[OsString]) -> String {
    let path = args.first().map(Path::new);
    let name = path.and_then(Path::file_stem).unwrap_or_default();
    match name.to_string_lossy() {
        name if name.is_empty() => "mistral-actions".to_owned(),
        name => name.into_owned(),
    }
}

/// Prints the help, the version, or the error that clap has returned.
fn report_clap(
    error: clap::Error,
    args: &[OsString],
    terminal: &mut Terminal<'_>,
    secrets: &Secrets,
    for_script: bool,
) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().to_string();
            written(text.as_bytes(), terminal, secrets)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !for_script => {
            terminal.note(error.render());
            Exit::Usage
        }
        _ => report(advice::failure(error, args), terminal, secrets, for_script),
    }
}

/// Prints to standard output.
fn written(text: &[u8], terminal: &mut Terminal<'_>, secrets: &Secrets) -> Exit {
    let written = terminal.out.write_all(text);
    match written.and_then(|()| terminal.out.flush()) {
        Ok(()) => Exit::Success,
        Err(error) => report(error.into(), terminal, secrets, false),
    }
}

/// Prints a failure to standard error.
fn report(
    failure: Failure,
    terminal: &mut Terminal<'_>,
    secrets: &Secrets,
    for_script: bool,
) -> Exit {
    match failure {
        Failure::BrokenPipe => Exit::Success,
        Failure::Reported(report) => {
            if for_script {
                terminal.note(report.json(secrets));
            } else {
                terminal.error(&report.lines(secrets));
            }
            report.exit
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

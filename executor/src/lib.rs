//! The command line of a binary with [Mistral actions](mistral_actions).
//!
//! An author's whole `main`:
//!
//! ```no_run
//! // Only named crates are linked: use my_actions as _;
//! fn main() -> std::process::ExitCode {
//!     mistral_executor::main()
//! }
//! ```
//!
//! With it the binary lists, documents, runs, dry-runs and validates its actions: see its `--help`.
//! [`app`] is for those that need more: state for the actions, providers, a version.
//!
//! | exit code | means |
//! | --- | --- |
//! | 0 | success |
//! | 1 | the action failed, or something could not be read or written |
//! | 2 | wrong usage, unknown action or invalid input; nothing ran |
//! | 3 | the binary cannot start: names are taken twice, state is missing, or the configuration of `serve` makes no sense |
//! | 4 | the action asked for its task to be cancelled |
//! | 124 | timed out |
//! | 130 | interrupted |
//!
//! Features: `clouds` (default) reads credentials from clouds.yaml; `serve` adds the worker, which runs
//! actions for a Mistral engine; `otel` lets that send traces.

mod app;
mod args;
mod commands;
mod context;
mod drive;
mod environment;
mod example;
mod exit;
mod failure;
mod index;
mod input;
mod interrupt;
mod panics;
mod schema;
mod secrets;
mod session;
mod terminal;
mod trace;

pub use app::App;
pub use exit::Exit;
#[cfg(feature = "serve")]
pub use mistral_worker::{ApiSink, api_sink_from_config_files};

use std::process::ExitCode;

/// Does what the arguments of the process ask for.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     mistral_executor::main()
/// }
/// ```
pub fn main() -> ExitCode {
    app().main()
}

/// Starts a command line to which more is added: see [`App`].
///
/// ```no_run
/// # struct Db;
/// fn main() -> std::process::ExitCode {
///     mistral_executor::app().version("1.2.0").state(Db).main()
/// }
/// ```
pub fn app() -> App {
    App::new()
}

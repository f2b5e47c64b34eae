//! The command line of a binary with [Mistral actions](mistral_actions).
//!
//! The complete `main` of an author:
//!
//! ```no_run
//! // Links the crate of actions: use my_actions as _;
//! fn main() -> std::process::ExitCode {
//!     mistral_executor::main()
//! }
//! ```
//!
//! The binary lists, documents, runs, dry-runs and validates its actions; `--help` lists the commands. [`app`] adds
//! state for the actions, providers, or a version.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | success |
//! | 1 | the action failed, or a file or the output could not be read or written |
//! | 2 | wrong usage, unknown action or invalid input; no action ran |
//! | 3 | the binary cannot start: duplicate names, missing state, or an invalid configuration of `serve` |
//! | 4 | the action cancelled its task |
//! | 124 | timed out |
//! | 130 | interrupted |
//!
//! A binary that is called `mistral-server` or `mistral-executor` also takes the arguments of Mistral's own executor:
//! `mistral-server --server executor --config-file /etc/mistral/mistral.conf`.
//!
//! Features: `clouds` (default) reads credentials from clouds.yaml; `serve` adds the worker, which runs actions for a
//! Mistral engine; `otel` adds OpenTelemetry traces of the worker; `man` writes manual pages (`man FOLDER`).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod advice;
mod app;
mod args;
mod call;
mod commands;
mod completion;
#[cfg(feature = "serve")]
mod config_paths;
mod context;
mod drop_in;
mod environment;
mod example;
mod exit;
mod failure;
mod index;
mod input;
mod interrupt;
mod panics;
mod permissions;
mod runtime;
mod schema;
mod secrets;
mod session;
mod settings;
mod terminal;
mod trace;
mod version;

pub use app::App;
pub use exit::Exit;
#[cfg(feature = "serve")]
pub use mistral_worker::{ApiSink, api_sink_from_config_files};

use std::process::ExitCode;

/// Executes the command line of the process.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     mistral_executor::main()
/// }
/// ```
pub fn main() -> ExitCode {
    app().main()
}

/// Returns an [`App`] to configure.
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

/// Tests the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

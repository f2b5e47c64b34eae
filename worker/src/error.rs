//! [`WorkerError`]: the reason why a worker does not start.

use std::io;

use mistral_actions::dispatch::StartupError;

/// The reason why a worker does not start, or stops before a signal.
#[derive(Debug)]
pub enum WorkerError {
    /// All problems of the configuration, each with its place.
    Configuration(Vec<String>),
    /// The dispatcher cannot be built: names are taken twice, or state is missing.
    Startup(StartupError),
    /// Something that the worker needs cannot be had; the text says what and why.
    CannotStart(String),
    /// The system refuses something; the text says what.
    Io(&'static str, io::Error),
    /// A line of [`check`](crate::check) cannot be written.
    Output(io::Error),
}

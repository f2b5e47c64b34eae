//! [`check`]: tries everything that a worker would use.

use std::io;
use std::sync::Arc;

use crate::audit::Audit;
use crate::config::{Config, ConfigLocation, Remarks};
use crate::error::WorkerError;
use crate::log::LogHandle;
use crate::metrics::monitoring;
use crate::mistral_api::mistral_api;
use crate::serve::connection_runtime;
use crate::transport::check_brokers;

/// The outcome of a check, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// A remark without an outcome.
    Note(String),
    /// A check that succeeded: the thing that can be used.
    Succeeded(String),
    /// A check that failed: the thing that cannot be used, and the reason.
    Failed(String),
}

impl Checked {
    fn of(outcome: Result<String, String>) -> Self {
        outcome.map_or_else(Self::Failed, Self::Succeeded)
    }
}

/// Receives the outcome of each check as soon as it is known.
pub type CheckReporter<'a> = dyn FnMut(Checked) -> io::Result<()> + 'a;

/// Tries the log files, the monitoring address, every broker, and Mistral's API if it is configured, and reports the
/// outcome of each.
///
/// # Errors
///
/// If the configuration is invalid, or nothing can be tried or written.
pub fn check(location: &ConfigLocation, report: &mut CheckReporter<'_>) -> Result<(), WorkerError> {
    let mut sources = location.read();
    let config = Config::for_worker(&mut sources).map_err(WorkerError::Configuration)?;
    let runtime = connection_runtime()?;
    if sources.files.is_empty() {
        let note = "no configuration file was read".to_owned();
        report(Checked::Note(note)).map_err(WorkerError::Output)?;
    }
    for (is_warning, line) in Remarks::on(&sources).lines() {
        if is_warning {
            report(Checked::Note(line)).map_err(WorkerError::Output)?;
        }
    }
    runtime.block_on(try_all(config, report))
}

async fn try_all(config: Config, report: &mut CheckReporter<'_>) -> Result<(), WorkerError> {
    let api = mistral_api(&config).map_err(WorkerError::CannotStart)?;
    let files = LogHandle::check(&config.log).into_iter();
    let files = files.chain(config.audit_log.as_deref().map(Audit::check));
    let mut report = |outcome| report(Checked::of(outcome)).map_err(WorkerError::Output);
    for checked in files {
        report(checked)?;
    }
    if let Some(address) = &config.monitoring_address {
        let checked = monitoring::bind(address).await;
        report(checked.map(|_| format!("{address} can be listened on for monitoring")))?;
    }
    check_brokers(Arc::new(config), &mut report).await?;
    if api.is_configured() {
        let checked = api.check().await;
        report(checked.map(|url| format!("Mistral answers at {url}")))?;
    }
    Ok(())
}

//! [`check`]: tries everything that a worker would use.

use std::io::{self, Write};
use std::sync::Arc;

use crate::config::{Config, ConfigLocation};
use crate::log::LogHandle;
use crate::mistral_api::mistral_api;
use crate::serve::{WorkerError, connection_runtime};
use crate::transport::Dialer;

/// Tries the log file, every broker, and Mistral's API if it is configured. Writes one line for each and returns the
/// number of those that failed.
///
/// # Errors
///
/// If the configuration is invalid, or nothing can be tried or written.
pub fn check(location: &ConfigLocation, out: &mut dyn Write) -> Result<usize, WorkerError> {
    let mut sources = location.read();
    let config = Config::for_worker(&mut sources).map_err(WorkerError::Configuration)?;
    let runtime = connection_runtime()?;
    if sources.files.is_empty() {
        write(out, "no configuration file was read\n")?;
    }
    runtime.block_on(try_all(config, out))
}

async fn try_all(config: Config, out: &mut dyn Write) -> Result<usize, WorkerError> {
    let api = mistral_api(&config).map_err(WorkerError::CannotStart)?;
    let log = LogHandle::check(&config.log);
    let dialer = Dialer::new(Arc::new(config));
    let mut failed = 0;
    let mut report = |checked: Result<String, String>| match checked {
        Ok(success) => write(out, &format!("ok: {success}\n")),
        Err(problem) => {
            failed += 1;
            write(out, &format!("failed: {problem}\n"))
        }
    };
    if let Some(checked) = log {
        report(checked)?;
    }
    for broker in dialer.brokers() {
        let checked = dialer.check(broker).await;
        report(checked.map(|()| format!("{broker}: login and queue declaration succeeded")))?;
    }
    if api.is_configured() {
        let checked = api.check().await;
        report(checked.map(|url| format!("Mistral answers at {url}")))?;
    }
    Ok(failed)
}

/// Writes at once, since the next check may take long.
fn write(out: &mut dyn Write, line: &str) -> Result<(), WorkerError> {
    let written: io::Result<()> = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    written.map_err(WorkerError::Output)
}

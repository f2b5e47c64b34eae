//! The log, in oslo.log's line format or as JSON.

mod file;
mod line;
mod output;
mod syslog;

use std::str::FromStr;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;

use line::{KeepIds, Line, NoFields};
use output::Output;

use super::traces::Traces;
use crate::config::Log;

/// What can be changed about the log while it is written.
pub(crate) struct LogHandle {
    filter: reload::Handle<Targets, tracing_subscriber::Registry>,
    output: Output,
    traces: Option<Traces>,
}

/// Logs from now on, in the whole process.
///
/// # Errors
///
/// If the file cannot be written, a level makes no sense, or traces cannot be sent.
pub(crate) fn install(log: &Log) -> Result<LogHandle, String> {
    let output = Output::open(log)?;
    let (filter, handle) = reload::Layer::new(targets(log)?);
    let format = Line {
        date_format: log.date_format.clone(),
        is_json: log.json,
        process: std::process::id(),
    };
    let lines = tracing_subscriber::fmt::layer()
        .event_format(format)
        .fmt_fields(NoFields)
        .with_ansi(false)
        .with_writer(output.clone());
    let traces = log.otlp_endpoint.as_deref().map(Traces::to).transpose()?;
    let subscriber = tracing_subscriber::registry()
        .with(filter)
        .with(KeepIds)
        .with(traces.as_ref().map(Traces::layer))
        .with(lines);
    // An application that has installed a subscriber of its own keeps it.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(LogHandle {
        filter: handle,
        output,
        traces,
    })
}

impl LogHandle {
    /// Takes new levels over, and opens the file anew, for those that rotate it.
    pub(crate) fn reload(&self, log: &Log) {
        match targets(log) {
            Ok(targets) => {
                if let Err(error) = self.filter.reload(targets) {
                    tracing::error!("the levels of the log could not be changed: {error}");
                }
            }
            Err(problem) => tracing::error!("{problem}; the levels of the log stay as they were"),
        }
        if let Err(problem) = self.output.reopen() {
            tracing::error!("{problem}; logging goes on where it did");
        }
    }

    /// Sends what is not sent yet. Blocks.
    pub(crate) fn end(self) {
        if let Some(traces) = self.traces {
            traces.end();
        }
    }
}

fn targets(log: &Log) -> Result<Targets, String> {
    let default = if log.debug {
        LevelFilter::DEBUG
    } else {
        LevelFilter::INFO
    };
    let mut targets = Targets::new().with_default(default);
    let pairs = log
        .levels
        .split([',', '\n'])
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    for pair in pairs {
        let level = pair
            .split_once('=')
            .and_then(|(target, level)| Some((target.trim(), level_of(level.trim())?)));
        let Some((target, level)) = level else {
            return Err(format!(
                "[DEFAULT] default_log_levels: expected logger=LEVEL with DEBUG, INFO, WARN or ERROR, got `{pair}`"
            ));
        };
        targets = targets.with_target(target, level);
    }
    Ok(targets)
}

/// Python's names of levels.
fn level_of(name: &str) -> Option<LevelFilter> {
    match name {
        // Rust has no level above ERROR, so nothing is that bad.
        "CRITICAL" | "FATAL" => Some(LevelFilter::OFF),
        "WARNING" => Some(LevelFilter::WARN),
        "NOTSET" => Some(LevelFilter::TRACE),
        name => LevelFilter::from_str(name).ok(),
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    fn log(levels: &str) -> Log {
        Log {
            debug: false,
            file: None,
            stderr: true,
            journal: false,
            syslog: None,
            json: false,
            date_format: "%Y".to_owned(),
            levels: levels.to_owned(),
            otlp_endpoint: None,
        }
    }

    #[test]
    fn levels_are_pythons() {
        let targets = targets(&log("lapin=WARNING,\nother = DEBUG")).unwrap();
        assert!(targets.would_enable("lapin", &Level::WARN));
        assert!(!targets.would_enable("lapin", &Level::INFO));
        assert!(targets.would_enable("other", &Level::DEBUG));
        assert!(!targets.would_enable("anything", &Level::DEBUG));
    }

    #[test]
    fn a_level_that_makes_no_sense_is_named() {
        assert!(
            targets(&log("lapin=LOUD"))
                .unwrap_err()
                .ends_with("got `lapin=LOUD`")
        );
    }
}

//! The log, in oslo.log's line format or as JSON.
#![expect(clippy::disallowed_methods, reason = "the log has the time of day")]

mod file;
mod line;
mod output;
mod syslog;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;

pub(crate) use file::WatchedFile;
use line::{KeepIds, Line, NoFields};
use output::Output;

use crate::config::Log;
use crate::traces::Traces;

/// Target of RabbitMQ's client. At TRACE it logs every frame, including the password and messages with their tokens.
const CLIENT: &str = "lapin";

/// Target of the client's warnings about returned messages, which contain the whole message. Always off; the publisher
/// learns from the confirmation that a message was returned.
const RETURNED: &str = "lapin::returned_messages";

/// Handle of the installed log; changes its levels and reopens its file.
pub(crate) struct LogHandle {
    filter: reload::Handle<Targets, tracing_subscriber::Registry>,
    output: Output,
    traces: Option<Traces>,
}

/// Installs the log of the process.
///
/// # Errors
///
/// If the file cannot be opened, or the traces' endpoint is invalid.
pub(crate) fn install(log: &Log) -> Result<LogHandle, String> {
    let output = Output::open(log)?;
    let (filter, handle) = reload::Layer::new(targets(
        log.level,
        log.levels.as_deref().unwrap_or_default(),
    ));
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
    // If the application has installed a subscriber, that one stays.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(LogHandle {
        filter: handle,
        output,
        traces,
    })
}

impl LogHandle {
    /// Tries to open the log's files.
    pub(crate) fn check(log: &Log) -> Vec<Result<String, String>> {
        let tried = log.files().map(|path| {
            let tried = WatchedFile::try_open(path);
            tried.map(|()| format!("{} can be logged to", path.display()))
        });
        tried.collect()
    }

    /// Applies new levels and reopens the file.
    pub(crate) fn reload(&self, log: &Log) {
        match &log.levels {
            Some(levels) => {
                if let Err(error) = self.filter.reload(targets(log.level, levels)) {
                    tracing::error!("cannot change the log levels: {error}");
                }
            }
            None => tracing::error!("the log levels stay unchanged"),
        }
        if let Err(problem) = self.output.reopen() {
            tracing::error!("{problem}; logging continues in the old file");
        }
    }

    /// Sends the remaining traces. Blocks.
    pub(crate) fn end(self) {
        if let Some(traces) = self.traces {
            traces.end();
        }
    }
}

fn targets(default: LevelFilter, levels: &[(String, LevelFilter)]) -> Targets {
    let levels = levels.iter().map(|(logger, level)| {
        let most = if logger.starts_with(CLIENT) {
            LevelFilter::DEBUG
        } else {
            LevelFilter::TRACE
        };
        (logger, (*level).min(most))
    });
    Targets::new()
        .with_default(default)
        .with_targets(levels)
        .with_target(RETURNED, LevelFilter::OFF)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;
    use crate::config::{Source, Sources, Values};

    fn log(options: &[(&str, &str)]) -> Log {
        let mut sources = Sources::default();
        for (name, value) in options {
            sources.set("DEFAULT", name, (*value).to_owned(), Source::Default);
        }
        Log::from_values(&mut Values::new(&sources))
    }

    /// Levels that these `default_log_levels` enable.
    fn logged(levels: &str) -> Targets {
        targets(
            LevelFilter::INFO,
            &log(&[("default_log_levels", levels)]).levels.unwrap(),
        )
    }

    #[test]
    fn levels_apply_to_their_loggers() {
        let logged = logged("lapin=WARNING,other=DEBUG");
        assert!(logged.would_enable("lapin", &Level::WARN));
        assert!(!logged.would_enable("lapin", &Level::INFO));
        assert!(logged.would_enable("other", &Level::DEBUG));
        assert!(!logged.would_enable("anything", &Level::DEBUG));
    }

    #[test]
    fn default_levels_apply_to_loggers_that_the_operator_does_not_list() {
        let logged = logged("hyper=DEBUG,l=TRACE");
        assert!(logged.would_enable("hyper", &Level::DEBUG));
        assert!(!logged.would_enable("reqwest::connect", &Level::INFO));
        assert!(!logged.would_enable("lapin::channel", &Level::ERROR));
    }

    #[test]
    fn client_logs_no_messages_at_any_level() {
        for levels in [
            "",
            "amqp=WARN",
            "l=NOTSET",
            "lapin=NOTSET,lapin::channels=TRACE",
            "lapin::returned_messages=TRACE",
        ] {
            let logged = logged(levels);
            assert!(!logged.would_enable(RETURNED, &Level::ERROR), "{levels}");
            assert!(
                !logged.would_enable("lapin::channels", &Level::TRACE),
                "{levels}"
            );
            assert!(
                !logged.would_enable("lapin::internal_rpc", &Level::TRACE),
                "{levels}"
            );
        }
        let logged = logged("lapin=DEBUG");
        assert!(logged.would_enable("lapin::channels", &Level::DEBUG));
    }

    #[test]
    fn invalid_list_keeps_the_levels_and_reopens_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.log");
        let file = ("log_file", path.to_str().unwrap());
        let (_layer, filter) = reload::Layer::new(logged("other=DEBUG"));
        let handle = LogHandle {
            filter,
            output: Output::open(&log(&[file])).unwrap(),
            traces: None,
        };
        let reload = |levels: &str| {
            std::fs::remove_file(&path).unwrap();
            handle.reload(&log(&[file, ("default_log_levels", levels)]));
            assert!(path.exists());
            let is_logged = |targets: &Targets| targets.would_enable("other", &Level::DEBUG);
            handle.filter.with_current(is_logged).unwrap()
        };
        assert!(reload("other=LOUD"));
        assert!(!reload("other=INFO"));
    }
}

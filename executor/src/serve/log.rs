//! The log, in oslo.log's line format or as JSON.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Local;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::reload;

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
    let output = Output::open(log.file.clone())?;
    let (filter, handle) = reload::Layer::new(targets(log)?);
    let format = Line {
        date_format: log.date_format.clone(),
        is_json: log.json,
    };
    let lines = tracing_subscriber::fmt::layer()
        .event_format(format)
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

/// Where the log goes.
#[derive(Clone)]
struct Output {
    path: Option<PathBuf>,
    file: Option<Arc<Mutex<File>>>,
}

impl Output {
    fn open(path: Option<PathBuf>) -> Result<Self, String> {
        let file = path.as_ref().map(open).transpose()?;
        Ok(Self {
            path,
            file: file.map(|file| Arc::new(Mutex::new(file))),
        })
    }

    fn reopen(&self) -> Result<(), String> {
        if let (Some(path), Some(file)) = (&self.path, &self.file) {
            let opened = open(path)?;
            *file.lock().unwrap_or_else(PoisonError::into_inner) = opened;
        }
        Ok(())
    }
}

fn open(path: &PathBuf) -> Result<File, String> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.map_err(|error| format!("cannot log to {}: {error}", path.display()))
}

impl<'a> MakeWriter<'a> for Output {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

impl Write for &Output {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match &self.file {
            Some(file) => file
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .write(line),
            None => io::stderr().write(line),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `YYYY-MM-DD HH:MM:SS.mmm PID LEVEL logger [request ids] message`
struct Line {
    date_format: String,
    is_json: bool,
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        ctx: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        let now = Local::now();
        let (date, millis) = (now.format(&self.date_format), now.timestamp_subsec_millis());
        let process = std::process::id();
        let level = level_name(*metadata.level());
        let logger = metadata.target().replace("::", ".");
        let mut message = Message::default();
        event.record(&mut message);
        let ids = request_ids(ctx).unwrap_or_else(|| "-".to_owned());
        if self.is_json {
            let object = serde_json::json!({
                "asctime": format!("{date}.{millis:03}"),
                "levelname": level,
                "name": logger,
                "process": process,
                "message": message.0,
                "context": ids,
            });
            return writeln!(line, "{object}");
        }
        // One event is one line, whatever a message quotes.
        let text = message.0.replace('\n', "\\n");
        writeln!(
            line,
            "{date}.{millis:03} {process} {level} {logger} [{ids}] {text}"
        )
    }
}

/// The ids of the request that is being worked on.
fn request_ids<S, N>(ctx: &FmtContext<'_, S, N>) -> Option<String>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    let mut spans = ctx.event_scope()?;
    spans.find_map(|span| Some(span.extensions().get::<Ids>()?.0.clone()))
}

/// Keeps the ids of a request with its span, for every line that belongs to it.
struct KeepIds;

struct Ids(String);

struct FindIds(Option<String>);

impl Visit for FindIds {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "ids" {
            self.0 = Some(format!("{value:?}"));
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for KeepIds {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, ctx: Context<'_, S>) {
        let mut found = FindIds(None);
        attributes.record(&mut found);
        let FindIds(ids) = found;
        if let (Some(ids), Some(span)) = (ids, ctx.span(id)) {
            span.extensions_mut().insert(Ids(ids));
        }
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARNING",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    }
}

/// The message of an event, and its other fields behind it.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        use fmt::Write;
        // Writing to a text cannot fail.
        let _ = match field.name() {
            "message" => {
                self.0.insert_str(0, &format!("{value:?}"));
                Ok(())
            }
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(levels: &str) -> Log {
        Log {
            debug: false,
            file: None,
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

//! The log, in oslo.log's line format or as JSON.

use std::cell::RefCell;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Local};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::field::RecordFields;
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

/// Where the log goes. Each line is one write: the system keeps lines apart, so that no thread waits for another's.
#[derive(Clone)]
struct Output {
    /// None means stderr.
    path: Option<PathBuf>,
    file: Arc<RwLock<Arc<File>>>,
}

impl Output {
    fn open(path: Option<PathBuf>) -> Result<Self, String> {
        let file = open(path.as_deref())?;
        Ok(Self {
            path,
            file: Arc::new(RwLock::new(Arc::new(file))),
        })
    }

    fn reopen(&self) -> Result<(), String> {
        let file = Arc::new(open(self.path.as_deref())?);
        *self.file.write().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(())
    }
}

fn open(path: Option<&Path>) -> Result<File, String> {
    match path {
        Some(path) => {
            let opened = OpenOptions::new().create(true).append(true).open(path);
            opened.map_err(|error| format!("cannot log to {}: {error}", path.display()))
        }
        // Rust's own stderr has a lock.
        None => {
            let copied = io::stderr().as_fd().try_clone_to_owned();
            copied
                .map(File::from)
                .map_err(|error| format!("cannot log to stderr: {error}"))
        }
    }
}

impl MakeWriter<'_> for Output {
    type Writer = Lines;

    fn make_writer(&self) -> Lines {
        let file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        Lines(Arc::clone(&file))
    }
}

/// Writes to where the log went when the line began.
struct Lines(Arc<File>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        (&*self.0).write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `YYYY-MM-DD HH:MM:SS.mmm PID LEVEL logger [request ids] message`
struct Line {
    date_format: String,
    is_json: bool,
    process: u32,
}

impl Line {
    /// Lets `write` have the date, which is formatted once a second.
    fn with_date<T>(&self, now: DateTime<Local>, write: impl FnOnce(&str) -> T) -> T {
        thread_local! {
            static LAST: RefCell<(i64, String)> = const { RefCell::new((0, String::new())) };
        }
        LAST.with_borrow_mut(|(second, date)| {
            if *second != now.timestamp() {
                (*second, *date) = (now.timestamp(), now.format(&self.date_format).to_string());
            }
            write(date)
        })
    }
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
        let (process, millis) = (self.process, now.timestamp_subsec_millis());
        let level = level_name(*metadata.level());
        let logger = Dotted(metadata.target());
        let mut message = Message::default();
        event.record(&mut message);
        let ids = request_ids(ctx).unwrap_or_else(|| "-".to_owned());
        if self.is_json {
            let date = self.with_date(now, |date| format!("{date}.{millis:03}"));
            let object = serde_json::json!({
                "asctime": date,
                "levelname": level,
                "name": logger.to_string(),
                "process": process,
                "message": message.0,
                "context": ids,
            });
            return writeln!(line, "{object}");
        }
        // One event is one line, whatever a message quotes.
        let text = if message.0.contains('\n') {
            message.0.replace('\n', "\\n")
        } else {
            message.0
        };
        self.with_date(now, |date| {
            writeln!(
                line,
                "{date}.{millis:03} {process} {level} {logger} [{ids}] {text}"
            )
        })
    }
}

/// A module as Python writes it.
struct Dotted(&'static str);

impl fmt::Display for Dotted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = self.0.split("::");
        f.write_str(names.next().unwrap_or_default())?;
        names.try_for_each(|name| write!(f, ".{name}"))
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

/// Spans are not written as such: of theirs, a line has only the ids.
struct NoFields;

impl FormatFields<'_> for NoFields {
    fn format_fields<R: RecordFields>(&self, _: Writer<'_>, _: R) -> fmt::Result {
        Ok(())
    }
}

/// Keeps the ids of a request with its span, for every line that belongs to it.
struct KeepIds;

struct Ids(String);

struct FindIds(Option<String>);

impl Visit for FindIds {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "ids" {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
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
            // It comes first, as a rule.
            "message" if self.0.is_empty() => write!(self.0, "{value:?}"),
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

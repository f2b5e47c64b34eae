//! [`Line`]: a line of the log, in oslo.log's format or as JSON.

use std::cell::Cell;
use std::fmt::{self, Write};

use chrono::{DateTime, Local};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// `YYYY-MM-DD HH:MM:SS.mmm PID LEVEL logger [request ids] message`
pub(super) struct Line {
    pub(super) date_format: String,
    pub(super) is_json: bool,
    pub(super) process: u32,
}

impl Line {
    /// Lets `write` have the date, which is formatted once a second.
    ///
    /// Panics by no means: what panics while a panic is logged ends the process.
    fn with_date<T>(&self, now: DateTime<Local>, write: impl FnOnce(&str) -> T) -> T {
        thread_local! {
            static LAST: Cell<(i64, String)> = const { Cell::new((0, String::new())) };
        }
        // Not there while the thread ends.
        let (mut second, mut date) = LAST.try_with(Cell::take).unwrap_or_default();
        if second != now.timestamp() {
            second = now.timestamp();
            date.clear();
            // What cannot be formatted is missing. The configuration refuses such a format.
            let _ = write!(date, "{}", now.format(&self.date_format));
        }
        let written = write(&date);
        let _ = LAST.try_with(|last| last.set((second, date)));
        written
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
pub(super) struct NoFields;

impl FormatFields<'_> for NoFields {
    fn format_fields<R: RecordFields>(&self, _: Writer<'_>, _: R) -> fmt::Result {
        Ok(())
    }
}

/// Keeps the ids of a request with its span, for every line that belongs to it.
pub(super) struct KeepIds;

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
        // What cannot be shown is missing.
        let _ = match field.name() {
            // It comes first, as a rule.
            "message" => {
                let others = std::mem::take(&mut self.0);
                write!(self.0, "{value:?}{others}")
            }
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(date_format: &str) -> Line {
        Line {
            date_format: date_format.to_owned(),
            is_json: false,
            process: 1,
        }
    }

    #[test]
    fn a_date_that_cannot_be_formatted_is_missing() {
        for format in ["%Q", "%H:%i", "%Y-%"] {
            let seen = line(format).with_date(Local::now(), str::len);
            assert!(seen < 6, "{format}");
        }
    }

    #[test]
    fn a_line_within_a_line_has_its_date_too() {
        let line = line("%Y");
        let (now, later) = (Local::now(), Local::now() + chrono::TimeDelta::seconds(1));
        let seen = line.with_date(now, |outer| {
            line.with_date(later, |inner| (outer.len(), inner.len()))
        });
        assert_eq!(seen, (4, 4));
    }
}

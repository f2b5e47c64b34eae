//! [`Line`]: a line of the log, in oslo.log's format or as JSON.

use std::cell::Cell;
use std::fmt::{self, Write};

use chrono::{DateTime, Local};
use mistral_actions::__private::redact_log;
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
    /// Calls `write` with the date, which is formatted once a second.
    ///
    /// Must not panic: a panic while a panic is logged ends the process.
    fn with_date<T>(&self, now: DateTime<Local>, write: impl FnOnce(&str) -> T) -> T {
        thread_local! {
            static LAST: Cell<(i64, String)> = const { Cell::new((0, String::new())) };
        }
        // The thread-local is gone while the thread ends.
        let (mut second, mut date) = LAST.try_with(Cell::take).unwrap_or_default();
        if second != now.timestamp() {
            second = now.timestamp();
            date.clear();
            // A date that cannot be formatted is left out; the configuration refuses such formats.
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
        // Before anything is escaped. Ids and loggers do not come from actions.
        let message = redact_log(&message.0);
        let ids = request_ids(ctx).unwrap_or_else(|| "-".to_owned());
        if self.is_json {
            let date = self.with_date(now, |date| format!("{date}.{millis:03}"));
            let object = serde_json::json!({
                "asctime": date,
                "levelname": level,
                "name": logger.to_string(),
                "process": process,
                "message": message,
                "context": ids,
            });
            return writeln!(line, "{object}");
        }
        // One event is one line, also if a message quotes several.
        let text = if message.contains('\n') {
            message.replace('\n', "\\n").into()
        } else {
            message
        };
        self.with_date(now, |date| {
            writeln!(
                line,
                "{date}.{millis:03} {process} {level} {logger} [{ids}] {text}"
            )
        })
    }
}

/// Shows a module path with dots, as Python does.
struct Dotted(&'static str);

impl fmt::Display for Dotted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = self.0.split("::");
        f.write_str(names.next().unwrap_or_default())?;
        names.try_for_each(|name| write!(f, ".{name}"))
    }
}

/// Returns the ids of the current request.
fn request_ids<S, N>(ctx: &FmtContext<'_, S, N>) -> Option<String>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    let mut spans = ctx.event_scope()?;
    spans.find_map(|span| Some(span.extensions().get::<Ids>()?.0.clone()))
}

/// Omits the fields of spans; a line shows only their ids.
pub(super) struct NoFields;

impl FormatFields<'_> for NoFields {
    fn format_fields<R: RecordFields>(&self, _: Writer<'_>, _: R) -> fmt::Result {
        Ok(())
    }
}

/// Stores the ids of a request in its span, for every line within it.
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

/// The message of an event, followed by its other fields.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // A field that cannot be shown is left out.
        let _ = match field.name() {
            // Usually the first field.
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
    use std::sync::{Arc, Mutex};

    use mistral_actions::prelude::*;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    fn line(date_format: &str) -> Line {
        Line {
            date_format: date_format.to_owned(),
            is_json: false,
            process: 1,
        }
    }

    #[test]
    fn unformattable_date_is_left_out() {
        for format in ["%Q", "%H:%i", "%Y-%"] {
            let seen = line(format).with_date(Local::now(), str::len);
            assert!(seen < 6, "{format}");
        }
    }

    #[test]
    fn nested_line_has_a_date() {
        let line = line("%Y");
        let (now, later) = (Local::now(), Local::now() + chrono::TimeDelta::seconds(1));
        let seen = line.with_date(now, |outer| {
            line.with_date(later, |inner| (outer.len(), inner.len()))
        });
        assert_eq!(seen, (4, 4));
    }

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Logs its secret, in a message and in a field.
    #[mistral_action(name = "test.logs_secret")]
    async fn logs_secret(password: Secret<String>) {
        tracing::info!("using {}", password.expose());
        tracing::info!(password = password.expose(), "using it");
    }

    #[test]
    fn secrets_of_the_running_call_are_masked() {
        for is_json in [false, true] {
            let log = Log::default();
            let writer = log.clone();
            let format = Line {
                is_json,
                ..line("%Y")
            };
            let lines = tracing_subscriber::fmt::layer()
                .event_format(format)
                .fmt_fields(NoFields)
                .with_writer(move || writer.clone());
            let subscriber = tracing_subscriber::registry().with(KeepIds).with(lines);
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            tracing::subscriber::with_default(subscriber, || {
                let dispatcher = Dispatcher::builder().build().unwrap();
                let input = json!({"password": "s3cret \"1\"\n-tail"});
                let request = ActionRequest::new("test.logs_secret", input);
                runtime.block_on(dispatcher.call(request)).unwrap();
            });
            let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
            assert_eq!(text.matches("using").count(), 2, "{text}");
            assert_eq!(text.matches("***").count(), 2, "{text}");
            assert!(!text.contains("s3cret") && !text.contains("tail"), "{text}");
        }
    }
}

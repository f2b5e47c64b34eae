//! `-v`: prints traces to standard error, without secrets.

use std::io::{self, Write};

use mistral_actions::__private::redact_log;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::fmt::time::Uptime;

use crate::secrets::Secrets;

/// Installs the tracing subscriber of the process.
pub(crate) fn install(verbose: u8, secrets: Secrets) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(Redacted(secrets))
        .with_timer(Uptime::default())
        // Prints the duration of every call of an action.
        .with_span_events(FmtSpan::CLOSE)
        .finish();
    // Fails if the application has installed another subscriber, which remains in place.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Standard error with secrets masked. Each write is a complete event, so a secret is never split.
struct Redacted(Secrets);

impl<'a> MakeWriter<'a> for Redacted {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

impl Write for &Redacted {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        // The secrets of the command line, and those of the running call and the actions that it calls.
        let text = self.0.redact(&redact_log(&text));
        io::stderr().write_all(text.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

//! Log lines: of the runtime, and of the actions themselves.

use std::io::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::__private::redact_log;
use mistral_actions::ActionRequest;
use mistral_actions::dispatch::SecuritySource;
use mistral_actions::prelude::*;
use tokio_util::sync::CancellationToken;

use crate::cases::{assert_masked, cases, complete};
use crate::samples::{LeakPlain, NUMBER, PREFIX, TEXT, leaked};

/// Collects log output.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Collects the log of this thread, until the guard is dropped.
    pub(crate) fn install(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    /// Returns what was logged.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn traces_hide_secrets_of_every_type() {
    let log = Log::default();
    let _guard = log.install();
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, input, wrong) in cases() {
        for input in [input, wrong] {
            let request = ActionRequest::new(action, complete(input, "error"));
            tracing::info!(?request, "calling");
            let error = dispatcher.call(request).await.unwrap_err();
            tracing::warn!(%error, debug = ?error, "failed");
        }
    }
    let login = LeakPlain::new(
        PREFIX.to_owned().into(),
        NUMBER.into(),
        TEXT.to_owned().into(),
    );
    tracing::info!(?login, "typed");
    let logged = log.text();
    assert!(logged.contains("typed") && logged.contains("leak.opaque"));
    assert_masked("log", &logged);
}

/// A log as that of the worker and of the command line: it asks the runtime to mask each event.
#[derive(Clone, Default)]
struct Masked(Log);

impl Write for Masked {
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        self.0.write_all(redact_log(&text).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Logs when it is dropped.
struct LogsDrop;

impl Drop for LogsDrop {
    fn drop(&mut self) {
        tracing::info!("dropped: {}", leaked());
    }
}

/// Logs its secrets in the way that `how` names.
#[allow(unused_variables)]
#[mistral_action(name = "log.own")]
async fn log_own(
    ctx: &ActionContext,
    how: String,
    prefix: Secret<String>,
    pin: Secret<u32>,
    value: Secret<String>,
) -> Result<(), ActionError> {
    let _dropped = LogsDrop;
    tracing::info!("started: {}", leaked());
    match how.as_str() {
        "field" => tracing::info!(sent = leaked(), "field"),
        "span" => tracing::info_span!("step", sent = leaked()).in_scope(|| tracing::info!("span")),
        "await" => {
            tokio::task::yield_now().await;
            tracing::info!("await: {}", leaked());
        }
        "reuse" => {
            let input = json!({"how": "field", "prefix": "x", "pin": 1, "value": "y"});
            ctx.actions().get("log.own")?.run(input).await?;
            tracing::info!("reuse: {}", leaked());
        }
        "panic" => panic!("{}", leaked()),
        "cancel" => std::future::pending().await,
        _ => {}
    }
    Ok(())
}

/// Logs its secrets on another thread.
#[allow(unused_variables, clippy::needless_pass_by_value)]
#[mistral_action(name = "log.blocking", blocking)]
fn log_blocking(prefix: Secret<String>, pin: Secret<u32>, value: Secret<String>) {
    let _dropped = LogsDrop;
    tracing::info!("blocking: {}", leaked());
}

/// Logs its secrets after it has returned.
#[allow(unused_variables)]
#[mistral_action(name = "log.spawned", asynchronous)]
async fn log_spawned(
    handle: &ResultHandle,
    prefix: Secret<String>,
    pin: Secret<u32>,
    value: Secret<String>,
) {
    handle.spawn(async {
        tokio::task::yield_now().await;
        tracing::info!("spawned: {}", leaked());
        Ok::<_, ActionError>(1)
    });
}

fn install(log: &Log) -> tracing::subscriber::DefaultGuard {
    let masked = Masked(log.clone());
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || masked.clone())
        .finish();
    tracing::subscriber::set_default(subscriber)
}

fn secrets() -> Value {
    json!({"prefix": PREFIX, "pin": NUMBER, "value": TEXT})
}

#[tokio::test]
async fn lines_of_actions_hide_the_secrets_of_their_inputs() {
    let log = Log::default();
    let _guard = install(&log);
    let dispatcher = Dispatcher::builder().build().unwrap();
    for how in ["field", "span", "await", "reuse", "panic", "cancel"] {
        let mut input = secrets();
        input["how"] = how.into();
        let token = CancellationToken::new();
        let request = ActionRequest::new("log.own", input).cancellation(token.clone());
        let call = tokio::spawn(dispatcher.call(request));
        while how == "cancel" && !log.text().contains("started") {
            tokio::task::yield_now().await;
        }
        if how == "cancel" {
            token.cancel();
        }
        let _ = call.await.unwrap();
        let text = std::mem::take(&mut *log.0.lock().unwrap());
        let text = String::from_utf8(text).unwrap();
        assert!(
            text.contains("started") && text.contains("dropped"),
            "{how}: {text}"
        );
        let is_logged = ["panic", "cancel"].contains(&how) || text.contains(&format!(" {how}"));
        assert!(is_logged, "{how}: {text}");
        assert_masked(how, &text);
    }
    let aborted = tokio::spawn(dispatcher.call(ActionRequest::new("log.own", {
        let mut input = secrets();
        input["how"] = "cancel".into();
        input
    })));
    while !log.text().contains("started") {
        tokio::task::yield_now().await;
    }
    aborted.abort();
    assert!(aborted.await.unwrap_err().is_cancelled());
    assert!(log.text().contains("dropped"));
    assert_masked("dropped call", &log.text());
}

#[tokio::test]
async fn lines_of_tasks_of_the_handle_hide_secrets() {
    let log = Log::default();
    let _guard = install(&log);
    let dispatcher = Dispatcher::builder().build().unwrap();
    let request = ActionRequest::new("log.spawned", secrets());
    dispatcher.call_to_end(request).await.unwrap();
    assert!(log.text().contains("spawned"));
    assert_masked("spawned", &log.text());
    tracing::info!("{TEXT}");
    assert!(log.text().contains("SECRET"), "masked outside of calls");
}

/// The only test with a global subscriber: the action logs on another thread.
#[tokio::test]
async fn lines_of_blocking_actions_hide_secrets() {
    let log = Log::default();
    let masked = Masked(log.clone());
    let subscriber = tracing_subscriber::fmt().with_writer(move || masked.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
    let dispatcher = Dispatcher::builder().build().unwrap();
    let request = ActionRequest::new("log.blocking", secrets());
    dispatcher.call(request).await.unwrap();
    let text = log.text();
    let own: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("blocking"))
        .collect();
    assert!(!own.is_empty() && text.contains("dropped"), "{text}");
    assert!(
        own[0].contains("log.blocking"),
        "without its span: {}",
        own[0]
    );
    assert_masked("blocking", &own.join("\n"));
}

/// Logs the caller's token, as an action that forgets to hide it.
#[mistral_action(name = "log.token")]
async fn log_token(text: String) {
    tracing::info!("sent with {text}");
}

/// A source that knows the token, and fails the test if its context is read.
struct OnlyToken(Secret<String>);

impl SecuritySource for OnlyToken {
    fn security(&self) -> &SecurityContext {
        panic!("a log line asked for the whole context")
    }

    fn auth_token(&self) -> Option<&Secret<String>> {
        Some(&self.0)
    }
}

#[tokio::test]
async fn log_line_masks_the_token_without_the_rest_of_the_context() {
    let log = Log::default();
    let _guard = install(&log);
    let dispatcher = Dispatcher::builder().build().unwrap();
    let request = ActionRequest::new("log.token", json!({"text": format!("token {TEXT}")}))
        .security_source(Arc::new(OnlyToken(TEXT.to_owned().into())));
    dispatcher.call(request).await.unwrap();
    let text = log.text();
    assert!(text.contains("sent with token "), "{text}");
    assert_masked("token", &text);
}

//! Log lines: of the runtime, and of the actions themselves.

use std::io::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::ActionRequest;
use mistral_actions::prelude::*;

use crate::cases::{assert_masked, cases, complete};
use crate::samples::{LeakPlain, NUMBER, PREFIX, TEXT};

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

//! Logs, errors and `Debug` output without tokens and passwords.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::ActionError;
use mistral_actions::serde_json::json;
use mistral_cloud::Service;
use test_servers::scripted::{Answer, ScriptedServer};
use tracing_subscriber::fmt::MakeWriter;

use crate::services::{IDENTITY, session};

/// Collects the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn logs_errors_and_debug_output_show_no_secret() {
    // tracing caches the interest of subscribers in each call site. As long as one subscriber exists, the thread of another
    // test, which has none, may fill the cache; with two, all are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let refusal = json!({"error": {"message": "no"}});
    let server = ScriptedServer::start([
        Answer::new(503, json!({})).header("Retry-After", "0"),
        Answer::new(400, refusal),
        Answer::none(),
        Answer::none(),
    ]);
    let session = session(&server, "identity", "tok-s3cret-1");
    let identity = Service::new(session.clone(), &IDENTITY);
    let post = || {
        identity
            .post("/users")
            .json(json!({"user": {"password": "s3cret-2"}}))
    };
    let mut shown = format!("{session:?} {identity:?} {:?}", post());
    let access = session.access().await.unwrap();
    write!(shown, "{access:?}").unwrap();
    let refused = post().await.unwrap_err();
    let unanswered = post().await.unwrap_err();
    write!(shown, "{refused} {refused:?} {unanswered} {unanswered:?}").unwrap();
    write!(shown, "{:?}", ActionError::from(refused)).unwrap();
    shown += &String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for expected in ["POST /users of identity", "the service is busy"] {
        assert!(shown.contains(expected), "no `{expected}`: {shown}");
    }
    assert!(!shown.contains("s3cret"), "{shown}");
}

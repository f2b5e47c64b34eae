//! Tokens and passwords appear nowhere.

use std::io::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::prelude::*;
use mistral_actions_openstack::OpenStack;
use tracing_subscriber::fmt::MakeWriter;

use crate::service::{Answer, Service};

/// Everything that is logged.
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
async fn neither_logs_nor_errors_nor_debug_output_tell_a_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let echo = json!({"error": {"message": "no"}});
    let service = Service::start([
        Answer::new(503, json!({})).header("Retry-After", "0"),
        Answer::new(400, echo),
        Answer::none(),
        Answer::none(),
    ]);
    let os = OpenStack::new(service.context("identity", "tok-s3cret-1"));
    let post = || {
        os.identity()
            .post("/users")
            .json(json!({"user": {"password": "s3cret-2"}}))
    };
    let shown = format!("{os:?} {:?} {:?}", os.identity(), post());
    let refused = post().await.unwrap_err();
    let unanswered = post().await.unwrap_err();
    let errors = format!("{refused} {refused:?} {unanswered} {unanswered:?}");
    let errors = format!("{errors} {:?}", ActionError::from(refused));
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let told = format!("{shown} {errors} {log}");
    assert!(told.contains("POST /users of identity"), "{told}");
    assert!(
        told.contains("the service is busy"),
        "nothing was logged: {told}"
    );
    assert!(!told.contains("s3cret"), "{told}");
}

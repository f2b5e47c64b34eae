//! Requests of an engine with `kombu_compression`.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};
use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::engine::properties;
use crate::request::Request;
use crate::scene::Scene;

/// With kombu's header.
fn compressed_with(kind: &str) -> BasicProperties {
    let mut headers = FieldTable::default();
    headers.insert("compression".into(), AMQPValue::LongString(kind.into()));
    properties().with_headers(headers)
}

/// What kombu calls gzip is zlib.
fn gzip(request: &Request) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&request.body())?;
    Ok(encoder.finish()?)
}

pub(crate) fn requests(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let mut worker = scene.worker(&scene.settings()?)?;
    let request = Request::new("gzip", "trial.echo", &json!({"value": "gzip"}));
    engine.send_body(&gzip(&request)?, compressed_with("application/x-gzip"))?;
    // By Python: `trial.echo value=bz2` for the action execution `bz2`.
    let body = include_bytes!("compressed/bz2");
    engine.send_body(body, compressed_with("application/x-bz2"))?;
    for id in ["gzip", "bz2"] {
        assert_eq!(engine.result(id)?["data"], id);
    }
    engine.send_body(b"nonsense", compressed_with("application/x-gzip"))?;
    engine.send_body(body, compressed_with("application/x-unheard-of"))?;
    worker.wait_log("is dropped", 2)?;
    scene.wait_idle()?;
    scene.end(worker, &["gzip", "bz2"])
}

/// Also as it comes back from where the messages of long actions are kept.
pub(crate) fn parked(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene.settings()?.set("mistral_actions", "park_after", 1);
    let first = scene.worker(&settings)?;
    let request = Request::new("a", "trial.work", &journal.gated("a")).safe_rerun();
    engine.send_body(&gzip(&request)?, compressed_with("application/x-gzip"))?;
    journal.wait("begin", "a")?;
    scene.wait_idle()?;
    first.kill()?;
    until("the topic has the message again", || {
        Ok((engine.ready(&scene.topic())? == 1).then_some(()))
    })?;
    let second = scene.worker(&settings)?;
    journal.wait_times("begin", "a", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.end(second, &["a"])
}

//! Requests of an engine with `kombu_compression`.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};
use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::fixture::Fixture;
use crate::message::properties;
use crate::request::Request;

/// Returns message properties with kombu's compression header.
fn compressed_with(kind: &str) -> BasicProperties {
    let mut headers = FieldTable::default();
    headers.insert("compression".into(), AMQPValue::LongString(kind.into()));
    properties().with_headers(headers)
}

/// Compresses a request with zlib, which kombu calls gzip.
fn gzip(request: &Request) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&request.body())?;
    Ok(encoder.finish()?)
}

pub(crate) fn compressed_requests_are_read(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let mut worker = fixture.worker(&fixture.settings()?)?;
    let request = Request::new("gzip", "test.echo", &json!({"value": "gzip"}));
    engine.send_body(&gzip(&request)?, compressed_with("application/x-gzip"))?;
    // Compressed by Python: `test.echo value=bz2` for the action execution `bz2`.
    let body = include_bytes!("compressed/bz2");
    engine.send_body(body, compressed_with("application/x-bz2"))?;
    for id in ["gzip", "bz2"] {
        assert_eq!(engine.result(id)?["data"], id);
    }
    engine.send_body(b"nonsense", compressed_with("application/x-gzip"))?;
    engine.send_body(body, compressed_with("application/x-unheard-of"))?;
    worker.wait_log("dropping a message of", 2)?;
    fixture.wait_idle()?;
    fixture.finish(worker, &["gzip", "bz2"])
}

/// A parked message keeps its compression.
pub(crate) fn compressed_request_survives_parking(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture.settings()?.set("mistral_actions", "park_after", 1);
    let first = fixture.worker(&settings)?;
    let request = Request::new("a", "test.work", &journal.gated("a")).safe_rerun();
    engine.send_body(&gzip(&request)?, compressed_with("application/x-gzip"))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    first.kill()?;
    until("the topic has the message again", || {
        Ok((fixture.ready()? >= 1).then_some(()))
    })?;
    let second = fixture.worker(&settings)?;
    journal.wait_times("begin", "a", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.finish_after_kill(second, &["a"])
}

//! OpenTelemetry traces.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;

use live_tests::serde_json::json;
use live_tests::{Failure, Result};

use crate::fixture::Fixture;
use crate::request::Request;

const TRACE: [u8; 16] = *b"\x4b\xf9\x2f\x35\x77\xb3\x4d\xa6\xa3\xce\x92\x9d\x0e\x0e\x47\x36";
const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// The spans of a request belong to the engine's trace and contain no secrets.
pub(crate) fn spans_join_trace_of_engine(fixture: &Fixture) -> Result<()> {
    let collector = Collector::start()?;
    let settings = fixture
        .settings()?
        .set("mistral_actions", "otlp_endpoint", &collector.url);
    let worker = fixture.worker(&settings)?;
    let engine = fixture.engine()?;
    let request = Request::new("a", "test.echo", &json!({"value": "s3cret"}))
        .member("_context_traceparent", PARENT.into())
        .member("_context_auth_token", "t0ken".into());
    engine.send(&request)?;
    engine.result("a")?;
    // The worker exports the remaining spans at its end.
    worker.terminate()?;
    let body = collector.body()?;
    let has = |text: &[u8]| body.windows(text.len()).any(|window| window == text);
    assert!(has(&TRACE), "no span belongs to the engine's trace");
    assert!(has(b"run_action") && has(b"mistral-executor"));
    assert!(!has(b"s3cret") && !has(b"t0ken"));
    Ok(())
}

/// An HTTP server that receives spans.
struct Collector {
    url: String,
    bodies: mpsc::Receiver<Vec<u8>>,
}

impl Collector {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/v1/traces", listener.local_addr()?);
        let (sender, bodies) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Ok(body) = receive(&stream) else { continue };
                if sender.send(body).is_err() {
                    return;
                }
            }
        });
        Ok(Self { url, bodies })
    }

    /// Returns everything that a worker has sent before its end.
    fn body(&self) -> Result<Vec<u8>> {
        let first = self.bodies.recv_timeout(std::time::Duration::from_secs(30));
        let mut body = first.map_err(|_| Failure::new("the worker sent no trace"))?;
        body.extend(self.bodies.try_iter().flatten());
        Ok(body)
    }
}

fn receive(mut stream: &std::net::TcpStream) -> std::io::Result<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    Ok(body)
}

//! A service that says what it is told to say: for what a real one does not do on demand.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use mistral_actions::SecurityContext;
use mistral_actions::prelude::*;
use mistral_actions::serde_json;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    /// `GET /v2.0/networks?limit=1`
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An answer to be given.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Value>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into().to_string(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Not an answer at all: the connection is closed.
    pub(crate) fn none() -> Self {
        Self::new(0, Value::Null)
    }
}

/// The service; it ends with the test process.
pub(crate) struct Service {
    pub(crate) url: String,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Service {
    /// Answers the requests in their order. More of them are refused.
    pub(crate) fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers: VecDeque<Answer> = answers.into_iter().collect();
        let (answers, got) = (
            Arc::new(Mutex::new(answers)),
            Arc::<Mutex<Vec<Got>>>::default(),
        );
        let seen = Arc::clone(&got);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, seen) = (Arc::clone(&answers), Arc::clone(&seen));
                thread::spawn(move || serve(stream, &answers, &seen));
            }
        });
        Self { url, got }
    }

    /// What has come so far.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The context of a workflow whose catalog has only this service, under the given type.
    pub(crate) fn context(&self, kind: &str, token: &str) -> SecurityContext {
        serde_json::from_value(json!({
            "auth_token": token, "auth_uri": self.url, "project_id": "p1", "service_catalog": catalog(kind, &self.url),
        }))
        .unwrap()
    }
}

/// A catalog with one service in two regions.
pub(crate) fn catalog(kind: &str, url: &str) -> Value {
    let endpoint = |region: &str| json!({"interface": "public", "region": region, "region_id": region, "url": url});
    json!({"catalog": [{"type": kind, "endpoints": [endpoint("one"), endpoint("two")]}]})
}

fn serve(stream: TcpStream, answers: &Mutex<VecDeque<Answer>>, seen: &Mutex<Vec<Got>>) {
    let mut stream = BufReader::new(stream);
    while let Some(got) = read(&mut stream) {
        seen.lock().unwrap().push(got);
        let answer = answers.lock().unwrap().pop_front();
        let answer = answer.unwrap_or_else(|| Answer::new(599, "nobody expected this request"));
        if answer.status == 0 {
            return;
        }
        let headers: Vec<String> = answer
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let headers = headers.concat();
        let head = format!(
            "HTTP/1.1 {} X\r\nContent-Length: {}\r\n{headers}\r\n",
            answer.status,
            answer.body.len()
        );
        if stream
            .get_mut()
            .write_all((head + &answer.body).as_bytes())
            .is_err()
        {
            return;
        }
    }
}

fn read(stream: &mut impl BufRead) -> Option<Got> {
    let mut line = || {
        let mut line = String::new();
        (stream.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
    };
    let request = line()?;
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap();
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    let line = request.trim_end_matches(" HTTP/1.1").to_owned();
    Some(Got {
        line,
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

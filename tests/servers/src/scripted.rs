//! [`ScriptedServer`]: an HTTP server with scripted responses, for situations that a real service does not produce on
//! demand.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// A request that a [`ScriptedServer`] received.
#[derive(Clone, Debug)]
pub struct Received {
    /// `GET /v2.0/networks?limit=1`
    pub line: String,
    /// Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The JSON of the body; null for another format.
    pub body: Value,
}

impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A scripted response.
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Answer {
    /// A status with a JSON body.
    pub fn new(status: u16, body: impl Into<Value>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into().to_string(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// No response: the connection is closed.
    pub fn none() -> Self {
        Self::new(0, Value::Null)
    }
}

/// An HTTP server with scripted responses. It ends with the test process.
pub struct ScriptedServer {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl ScriptedServer {
    /// Sends these responses in their order. Further requests are refused.
    pub fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers: VecDeque<Answer> = answers.into_iter().collect();
        let answers = Arc::new(Mutex::new(answers));
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let log = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, log) = (Arc::clone(&answers), Arc::clone(&log));
                thread::spawn(move || serve(stream, &answers, &log));
            }
        });
        Self { url, received }
    }

    /// The requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The security context of a workflow whose service catalog has only this server, as a service of this type.
    pub fn context(&self, service_type: &str, token: &str) -> Value {
        json!({
            "auth_token": token, "auth_uri": self.url, "project_id": "p1",
            "service_catalog": catalog(service_type, &self.url),
        })
    }
}

/// A service catalog with one service in two regions.
pub fn catalog(service_type: &str, url: &str) -> Value {
    let endpoint = |region: &str| json!({"interface": "public", "region": region, "region_id": region, "url": url});
    json!({"catalog": [{"type": service_type, "endpoints": [endpoint("one"), endpoint("two")]}]})
}

fn serve(stream: TcpStream, answers: &Mutex<VecDeque<Answer>>, log: &Mutex<Vec<Received>>) {
    let mut stream = BufReader::new(stream);
    while let Some(received) = read(&mut stream) {
        log.lock().unwrap().push(received);
        let answer = answers.lock().unwrap().pop_front();
        let answer = answer.unwrap_or_else(|| Answer::new(599, "unexpected request"));
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

fn read(stream: &mut impl BufRead) -> Option<Received> {
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
    Some(Received {
        line,
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

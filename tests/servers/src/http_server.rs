//! An HTTP server whose path selects the response, byte for byte.
//!
//! Written by hand because hyper, and so wiremock and httpmock, cannot send invalid HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

/// A received request.
struct Request {
    method: String,
    target: String,
    /// Headers in the order and spelling in which they were received.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// Returns the value of a header.
    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))?;
        Some(&found.1)
    }

    /// Returns the request as JSON, without `User-Agent`.
    fn to_json(&self) -> Value {
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.clone()))
            .filter(|(name, _)| name != "user-agent")
            .collect();
        headers.sort();
        json!({
            "method": self.method,
            "target": self.target,
            "headers": headers,
            "body": String::from_utf8_lossy(&self.body),
        })
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A running HTTP server. Its threads end with the test process.
pub struct HttpServer {
    /// Address without TLS.
    pub address: SocketAddr,
    /// Address with TLS.
    pub secure: SocketAddr,
    /// Certificate of the authority that signed the certificate of `secure`.
    pub authority: NamedTempFile,
    requests: Arc<Mutex<Vec<Value>>>,
}

impl HttpServer {
    /// Starts the server.
    pub fn start() -> Self {
        let (authority, config) = certificates();
        let plain = TcpListener::bind("127.0.0.1:0").unwrap();
        let secure = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: plain.local_addr().unwrap(),
            secure: secure.local_addr().unwrap(),
            authority,
            requests: Arc::default(),
        };
        let requests = Arc::clone(&server.requests);
        thread::spawn(move || {
            for stream in plain.incoming().flatten() {
                let requests = Arc::clone(&requests);
                thread::spawn(move || {
                    let socket = stream.try_clone().ok();
                    serve(stream, socket.as_ref(), &requests);
                });
            }
        });
        thread::spawn(move || {
            for stream in secure.incoming().flatten() {
                let config = Arc::clone(&config);
                thread::spawn(move || {
                    let connection = ServerConnection::new(config).unwrap();
                    serve(
                        StreamOwned::new(connection, stream),
                        None,
                        &Mutex::default(),
                    );
                });
            }
        });
        server
    }

    /// Returns the requests received without TLS.
    pub fn received(&self) -> Vec<Value> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns a URL of the server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns a URL of the server with TLS.
    pub fn secure_url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.secure.port())
    }
}

/// Creates an authority, and a server configuration with a certificate signed by it.
fn certificates() -> (NamedTempFile, Arc<ServerConfig>) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "authority of a test");
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = server.signed_by(&key, &authority).unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(authority.pem().as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (file, Arc::new(config))
}

/// Serves one connection. `socket` is required for tunnels.
fn serve(stream: impl Stream, socket: Option<&TcpStream>, requests: &Mutex<Vec<Value>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream) {
        if let ("CONNECT", Some(client)) = (request.method.as_str(), socket) {
            // Either side may close the tunnel.
            let _ = tunnel(&request.target, client);
            return;
        }
        requests.lock().unwrap().push(request.to_json());
        match respond(&request, stream.get_mut()) {
            Ok(true) => {}
            // The response ends with the connection, or the client has closed it.
            Ok(false) | Err(_) => return,
        }
    }
}

fn read(stream: &mut BufReader<impl Stream>) -> Option<Request> {
    let mut line = || {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).ok()?;
        // Decoded as latin-1.
        let line: String = line.into_iter().map(char::from).collect();
        Some(line.trim_end_matches(['\r', '\n']).to_owned())
    };
    let first = line()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_owned(), value.trim_start_matches(' ').to_owned()));
    }
    let mut request = Request {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    let length = request.header("content-length").unwrap_or("0");
    request.body = vec![0; length.parse().ok()?];
    stream.read_exact(&mut request.body).ok()?;
    Some(request)
}

/// Forwards bytes in both directions until one side closes its connection.
fn tunnel(target: &str, client: &TcpStream) -> std::io::Result<()> {
    let (mut to_client, mut from_client) = (client.try_clone()?, client.try_clone()?);
    let Ok(server) = TcpStream::connect(target) else {
        return to_client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    };
    to_client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let mut to_server = server.try_clone()?;
    thread::spawn(move || {
        let _ = std::io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Both);
    });
    std::io::copy(&mut &server, &mut to_client)?;
    client.shutdown(Shutdown::Both)
}

/// Returns a response with `Content-Length`.
fn plain(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Sends the response. Returns false if the connection must be closed to end the response.
fn respond(request: &Request, stream: &mut impl Stream) -> std::io::Result<bool> {
    // A proxy receives whole URLs.
    let whole = request.target.strip_prefix("http://");
    let target = whole.map_or(request.target.as_str(), |whole| {
        whole.find('/').map_or("/", |path| &whole[path..])
    });
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    let (kind, name, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let json = "Content-Type: application/json\r\n";
    let answer = match kind {
        "status" => plain(
            &format!("{name} Whatever"),
            "X-Status-Was: asked\r\n",
            b"a body",
        ),
        "bodiless" => format!("HTTP/1.1 {name} Nothing\r\n\r\n").into_bytes(),
        // Redirect to a path of this server: `/to/STATUS/PATH`.
        "to" => plain(
            &format!("{name} Elsewhere"),
            &format!("Location: /{rest}\r\nSet-Cookie: visited={name}; Path=/\r\n"),
            b"gone",
        ),
        // Redirect to the URL in the query.
        "leave" => {
            let query = target.split_once('?').map_or("", |(_, query)| query);
            plain("302 Found", &format!("Location: {query}\r\n"), b"")
        }
        "loop" => plain("302 Found", "Location: /loop\r\n", b""),
        "raw" => crate::http_bodies::response(name),
        "slow" => {
            // Longer than the timeouts of the tests.
            thread::sleep(Duration::from_secs(4));
            plain("200 OK", json, b"{}")
        }
        "trickle" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nstart")?;
            stream.flush()?;
            thread::sleep(Duration::from_secs(4));
            Vec::new()
        }
        "endless" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")?;
            // More than any limit, but finite, in case the client does not close the connection.
            for _ in 0..1000 {
                stream.write_all(&vec![b'x'; 64 * 1024])?;
            }
            Vec::new()
        }
        "closes" => Vec::new(),
        _ => {
            let mut echo = request.to_json();
            echo["asked as a proxy"] = whole.is_some().into();
            plain("200 OK", json, echo.to_string().as_bytes())
        }
    };
    stream.write_all(&answer)?;
    stream.flush()?;
    Ok(!matches!(
        kind,
        "raw" | "trickle" | "endless" | "closes" | "bodiless"
    ))
}

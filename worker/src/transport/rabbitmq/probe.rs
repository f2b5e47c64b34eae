//! [`probe`]: finds out what a port speaks, to explain why a connection failed.

use std::fmt;
use std::time::Duration;

use futures_util::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Upper bound on the wait for the greeting.
const GREETING_TIME: Duration = Duration::from_secs(3);
/// Upper bound on the greeting's length.
const MAX_GREETING: usize = 64 * 1024;

/// The first bytes of a client of AMQP 0.9.1.
const PROTOCOL_HEADER: &[u8] = b"AMQP\0\0\x09\x01";
/// `connection.start`, the method with which a broker begins: class 10, method 10.
const START: [u8; 4] = [0, 10, 0, 10];

/// Protocol of a port.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// AMQP 0.9.1, with these mechanisms for the login.
    Amqp {
        mechanisms: Vec<String>,
    },
    /// Another version of AMQP.
    OtherAmqp,
    Tls,
    /// Another protocol, which has sent this first line.
    Other(String),
    /// The port sends no data.
    Silence,
}

/// Explains what is wrong with the port.
impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amqp { .. } => f.write_str("this port speaks AMQP"),
            Self::OtherAmqp => f.write_str("this port speaks AMQP in another version than 0.9.1"),
            Self::Tls => f.write_str(
                "this port speaks TLS: set [oslo_messaging_rabbit] ssl = true, or the port without TLS, which is mostly \
                 5672",
            ),
            Self::Other(line) => write!(f, "this port does not speak AMQP: it sends `{line}`"),
            Self::Silence => f.write_str("this port does not speak AMQP: it sends nothing"),
        }
    }
}

/// Greets the other end as a client of AMQP, and reads the answer.
pub(super) async fn probe(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> Spoken {
    let mut received = Vec::new();
    let greeting = async {
        stream.write_all(PROTOCOL_HEADER).await.ok()?;
        stream.flush().await.ok()?;
        let mut buffer = [0; 4096];
        while received.len() < MAX_GREETING {
            let length = stream.read(&mut buffer).await.ok()?;
            if length == 0 {
                return None;
            }
            received.extend_from_slice(&buffer[..length]);
            let spoken = spoken(&received);
            if spoken.is_some() {
                return spoken;
            }
        }
        None
    };
    let greeting = tokio::time::timeout(GREETING_TIME, greeting).await;
    greeting.ok().flatten().unwrap_or_else(|| match &*received {
        [] => Spoken::Silence,
        text => Spoken::Other(first_line(text)),
    })
}

/// Recognizes the protocol by the beginning of an answer. `None`: the beginning is too short.
fn spoken(received: &[u8]) -> Option<Spoken> {
    match received {
        // Method frame of channel 0.
        [1, 0, 0, ..] if received.len() < 11 => None,
        [1, 0, 0, _, _, _, _, method @ ..] if method.starts_with(&START) => {
            // Two bytes of version, the broker's properties, the mechanisms.
            let (_, rest) = long(method.get(6..)?)?;
            let (mechanisms, _) = long(rest)?;
            let mechanisms = String::from_utf8_lossy(mechanisms);
            let mechanisms = mechanisms.split_whitespace().map(str::to_owned);
            Some(Spoken::Amqp {
                mechanisms: mechanisms.collect(),
            })
        }
        // Alert and handshake records of SSL 3 to TLS 1.3.
        [0x15 | 0x16, 3, ..] => Some(Spoken::Tls),
        [b'A', b'M', b'Q', b'P', _, _, _, _, ..] => Some(Spoken::OtherAmqp),
        text if text.contains(&b'\n') => Some(Spoken::Other(first_line(text))),
        _ => None,
    }
}

/// Splits a text or table with its length of four bytes from the rest.
fn long(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// Returns the first line, without control characters, for a message.
fn first_line(text: &[u8]) -> String {
    const MAX: usize = 60;
    let text = String::from_utf8_lossy(text);
    let line = text.lines().next().unwrap_or_default();
    let line = line.chars().map(|c| if c.is_control() { '.' } else { c });
    line.take(MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A `connection.start` with properties of 300 bytes and these mechanisms.
    fn start(mechanisms: &str) -> Vec<u8> {
        let long = |bytes: &[u8]| {
            let length = u32::try_from(bytes.len()).unwrap();
            [&length.to_be_bytes(), bytes].concat()
        };
        let method = [
            &START[..],
            &[0, 9],
            &long(&[7; 300]),
            &long(mechanisms.as_bytes()),
            &long(b"en_US"),
        ];
        [&[1, 0, 0][..], &long(&method.concat()), &[0xce]].concat()
    }

    #[test]
    fn greeting_names_the_mechanisms() {
        let greeting = start("AMQPLAIN PLAIN");
        let mechanisms = ["AMQPLAIN", "PLAIN"].map(str::to_owned).to_vec();
        assert_eq!(spoken(&greeting), Some(Spoken::Amqp { mechanisms }));
    }

    #[test]
    fn more_is_read_until_the_mechanisms_are_complete() {
        let greeting = start("PLAIN");
        let complete = greeting.len() - "en_US".len() - 5;
        for length in 0..complete {
            assert_eq!(spoken(&greeting[..length]), None, "{length}");
        }
        assert!(spoken(&greeting[..complete]).is_some());
    }

    #[test]
    fn other_protocols_are_recognized() {
        let other = |line: &str| Some(Spoken::Other(line.to_owned()));
        for (received, expected) in [
            (
                &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
                other("SSH-2.0-OpenSSH_9.2"),
            ),
            (
                b"HTTP/1.1 400 Bad Request\r\n\r\n",
                other("HTTP/1.1 400 Bad Request"),
            ),
            (b"\x1b[1m\n", other(".[1m")),
            (b"\x15\x03\x03\0\x02\x02\x0a", Some(Spoken::Tls)),
            (b"AMQP\0\x01\0\0", Some(Spoken::OtherAmqp)),
            (b"AMQP", None),
            (b"", None),
        ] {
            assert_eq!(spoken(received), expected);
        }
    }
}

//! Head of a response with the spelling of header names that the server sent.
//!
//! Header names are keys of Mistral's result: workflows read `headers['X-Subject-Token']`. The crate `http` stores
//! them in lower case, and hyper keeps the original (`preserve_header_case`) in a private type. So the bytes of the
//! connection are recorded and the head is parsed again, by httparse.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Upper bound on the recorded bytes; larger than any head that hyper accepts.
const LONGEST: usize = 1024 * 1024;

/// Bytes received over a connection so far.
#[derive(Clone, Default)]
pub(super) struct Record(Arc<Mutex<Option<Vec<u8>>>>);

impl Record {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Some(Vec::new()))))
    }

    /// Stops recording and returns the recorded bytes.
    pub(super) fn finish(&self) -> Vec<u8> {
        let mut record = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        record.take().unwrap_or_default()
    }

    fn add(&self, bytes: &[u8]) {
        let mut record = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = record.as_mut().filter(|record| record.len() < LONGEST) {
            record.extend_from_slice(bytes);
        }
    }
}

/// A connection whose received bytes are recorded.
pub(super) struct Recorded<S> {
    pub(super) stream: S,
    pub(super) record: Record,
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.record.add(&buf.filled()[before..]);
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Recorded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Status line and headers of a response.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) reason: String,
    /// Names in the server's spelling; values decoded as latin-1, as in Python.
    pub(super) headers: Vec<(String, String)>,
}

impl Head {
    /// Parses the first head whose status is not informational (1xx).
    pub(super) fn parse(mut bytes: &[u8]) -> Option<Self> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 100];
            let mut response = httparse::Response::new(&mut headers);
            let parsed = httparse::ParserConfig::default()
                .allow_obsolete_multiline_headers_in_responses(true)
                .allow_spaces_after_header_name_in_responses(true)
                .ignore_invalid_headers_in_responses(true)
                .parse_response(&mut response, bytes);
            let Ok(httparse::Status::Complete(length)) = parsed else {
                return None;
            };
            let status = response.code?;
            if (100..200).contains(&status) && status != 101 {
                bytes = &bytes[length..];
                continue;
            }
            let header = |header: &httparse::Header<'_>| {
                let value = header.value.iter().copied().map(char::from).collect();
                (header.name.to_owned(), value)
            };
            return Some(Self {
                status,
                reason: response.reason.unwrap_or_default().to_owned(),
                headers: response.headers.iter().map(header).collect(),
            });
        }
    }

    /// Returns the values of a header, joined like in Python's requests.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self.all(name).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Returns the values of a header.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_keeps_case_of_names_and_skips_informational_heads() {
        let head = Head::parse(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n\
              HTTP/1.1 200 Fine\r\nX-Subject-TOKEN: a\r\nx-subject-token: b\r\nCity: K\xf6ln\r\n\r\nbody",
        )
        .unwrap();
        assert_eq!((head.status, head.reason.as_str()), (200, "Fine"));
        assert_eq!(head.headers[0].0, "X-Subject-TOKEN");
        assert_eq!(head.get("x-subject-token").as_deref(), Some("a, b"));
        assert_eq!(head.get("city").as_deref(), Some("Köln"));
        assert_eq!(Head::parse(b"HTTP/1.1 200 OK\r\n"), None);
    }
}

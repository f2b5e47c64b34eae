//! Unusual and invalid responses, byte for byte.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

fn response_of(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Names of the responses for which `std.http` and Mistral's Python action return the same result.
pub const SAME_RESULT_IN_PYTHON: &[&str] = &[
    "empty",
    "empty-json",
    "json",
    "json-without-type",
    "json-as-text",
    "json-not",
    "json-broken-utf8",
    "json-bom",
    "json-bom-without-type",
    "json-utf16",
    "json-utf16-bom",
    "json-number",
    "json-duplicate-keys",
    "text",
    "text-latin1-by-default",
    "text-utf8",
    "text-UTF8-upper",
    "text-quoted-charset",
    "text-windows1252",
    "text-utf16le",
    "text-cyrillic",
    "text-shift-jis",
    "text-empty-charset-unknown",
    "no-type-utf8",
    "octets-utf8",
    "gzip",
    "gzip-x",
    "deflate",
    "deflate-raw",
    "gzip-twice",
    "identity",
    "chunked",
    "until-closed",
    "http10",
    "names-in-their-case",
    "repeated-headers",
    "latin1-header",
    "no-reason",
    "cookies",
    "cookie-expired",
    "cookie-of-others",
    "early-100",
    "text-xml",
    "html-meta",
    "null-bytes",
    "large",
];

/// Returns the response of a name.
pub(crate) fn response(name: &str) -> Vec<u8> {
    let json = "Content-Type: application/json\r\n";
    let text = "Content-Type: text/plain\r\n";
    let octets = "Content-Type: application/octet-stream\r\n";
    let charset = |name: &str| format!("Content-Type: text/plain; charset={name}\r\n");
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let document = r#"{"city": "Köln", "list": [1, 2.5, null, true], "big": 12345678901234}"#;
    match name {
        "empty" => response_of("", b""),
        "empty-json" => response_of(json, b""),
        "json" => response_of(json, document.as_bytes()),
        "json-without-type" => response_of("", document.as_bytes()),
        "json-as-text" => response_of(text, br#"{"a": 1}"#),
        "json-not" => response_of(json, b"{'a': 1}"),
        "json-broken-utf8" => response_of(json, b"{\"a\": \"\xff\xc3\"}"),
        "json-bom" => response_of(json, b"\xef\xbb\xbf{\"a\": 1}"),
        "json-bom-without-type" => response_of("", b"\xef\xbb\xbf{\"a\": 1}"),
        "json-utf16" => response_of("", &utf16(document)),
        "json-utf16-bom" => response_of("", &utf16(&format!("\u{feff}{document}"))),
        "json-number" => response_of(json, b"7"),
        "json-duplicate-keys" => response_of(json, br#"{"a": 1, "a": 2}"#),
        "json-nan" => response_of(json, b"[NaN, Infinity]"),
        "json-huge-integer" => response_of(json, b"[123456789012345678901234567890]"),
        "text" => response_of(text, b"plain"),
        "text-latin1-by-default" => response_of(text, b"K\xf6ln \x80\x9f"),
        "text-utf8" => response_of(&charset("utf-8"), "Köln 世界".as_bytes()),
        "text-UTF8-upper" => response_of(&charset("UTF-8"), "Köln 世界".as_bytes()),
        "text-quoted-charset" => response_of(&charset("\"iso-8859-1\""), b"K\xf6ln"),
        "text-windows1252" => response_of(&charset("windows-1252"), b"\x80 5"),
        "text-utf16le" => response_of(&charset("utf-16le"), &utf16("Köln")),
        "text-cyrillic" => response_of(&charset("koi8-r"), b"\xed\xc9\xd2"),
        "text-shift-jis" => response_of(&charset("shift_jis"), b"\x83\x65\x83\x58"),
        "text-empty-charset-unknown" => response_of(&charset("klingon"), b""),
        "text-charset-unknown" => response_of(&charset("klingon"), b"nuqneH"),
        "text-broken-UTF8-upper" => response_of(&charset("UTF-8"), b"\xff\xfe\xfd"),
        "text-broken-ascii" => response_of(&charset("us-ascii"), b"K\xf6ln"),
        "no-type-utf8" => response_of("", "Köln".as_bytes()),
        "octets-utf8" => response_of(octets, "Köln".as_bytes()),
        "binary" => response_of("Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n\x00\xff\xfe\xfd"),
        "binary-utf8" => response_of(&charset("utf-8"), b"\xff\xfe\xfd"),
        "json-latin1-undeclared" => response_of("", b"{\"a\": \"K\xf6ln ist eine sch\xf6ne Stadt\"}"),
        "gzip" => response_of(&format!("{json}Content-Encoding: gzip\r\n"), &gzip(document.as_bytes())),
        "gzip-x" => response_of(&format!("{json}Content-Encoding: X-GZIP\r\n"), &gzip(document.as_bytes())),
        "gzip-twice" => response_of(
            &format!("{json}Content-Encoding: gzip, deflate\r\n"),
            &zlib(&gzip(document.as_bytes())),
        ),
        "gzip-not" => response_of(&format!("{json}Content-Encoding: gzip\r\n"), b"{}"),
        "gzip-bomb" => response_of(
            &format!("{text}Content-Encoding: gzip\r\n"),
            &gzip(&vec![b'x'; 20 * 1024 * 1024]),
        ),
        "deflate" => response_of(&format!("{json}Content-Encoding: deflate\r\n"), &zlib(document.as_bytes())),
        "deflate-raw" => {
            response_of(&format!("{json}Content-Encoding: deflate\r\n"), &deflate(document.as_bytes()))
        }
        "identity" => response_of(&format!("{text}Content-Encoding: identity\r\n"), b"plain"),
        "chunked" => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            4;x=y\r\nWiki\r\n6\r\npedia!\r\n0\r\nTrailer: x\r\n\r\n"
            .to_vec(),
        "chunked-broken" => {
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\nZZ\r\n".to_vec()
        }
        "until-closed" => b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end".to_vec(),
        "http10" => b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold".to_vec(),
        "cut-short" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort".to_vec(),
        "names-in-their-case" => response_of(
            "X-Subject-Token: t\r\nx-OpenStack-Request-ID: r\r\nETag: \"e\"\r\nWWW-authenticate: Basic\r\n",
            b"",
        ),
        "repeated-headers" => response_of("X-One: a\r\nx-one: b\r\nX-ONE: c\r\nX-Empty:\r\n", b""),
        "latin1-header" => [
            b"HTTP/1.1 200 OK\r\nX-City: K\xf6ln\r\nContent-Length: 0\r\n\r\n".as_slice(),
        ]
        .concat(),
        "no-reason" => b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n".to_vec(),
        "cookies" => response_of(
            "Set-Cookie: a=1\r\nSet-Cookie: b=two words; Path=/; HttpOnly\r\nSet-Cookie: c=\"quoted\"; Max-Age=60\r\n",
            b"",
        ),
        "cookie-expired" => response_of("Set-Cookie: a=1; Max-Age=0\r\nSet-Cookie: b=2\r\n", b""),
        "cookie-of-others" => response_of("Set-Cookie: a=1; Domain=example.org\r\nSet-Cookie: b=2\r\n", b""),
        "early-100" => {
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".to_vec()
        }
        "early-103" => {
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".to_vec()
        }
        "not-http" => b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec(),
        "text-xml" => response_of("Content-Type: application/xml\r\n", "<a>ö</a>".as_bytes()),
        "html-meta" => response_of(
            "Content-Type: text/html\r\n",
            "<meta charset=utf-8><p>ö</p>".as_bytes(),
        ),
        "null-bytes" => response_of(text, b"a\0b"),
        "large" => response_of(text, &vec![b'x'; 5 * 1024 * 1024]),
        "too-large" => response_of(text, &vec![b'x'; 5 * 1024 * 1024 + 1]),
        "bad-length" => b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n0123456789".to_vec(),
        name => panic!("no response is called {name}"),
    }
}

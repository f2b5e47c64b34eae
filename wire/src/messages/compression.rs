//! Compressed bodies (`[oslo_messaging_rabbit] kombu_compression`, `kombu/compression.py`).

use std::borrow::Cow;
use std::io::Read;

/// Upper bound on a decompressed message, in bytes; protects against decompression bombs.
const MAX_DECOMPRESSED: u64 = 256 << 20;

/// Decompresses the body of a message with the given `compression` header.
///
/// # Errors
///
/// If the compression is unknown, or the body is malformed or too large.
pub fn decompressed<'a>(
    body: &'a [u8],
    compression: Option<&str>,
) -> Result<Cow<'a, [u8]>, String> {
    match compression {
        None => Ok(Cow::Borrowed(body)),
        // kombu's "gzip" is the zlib format.
        Some("application/x-gzip") => read(flate2::read::ZlibDecoder::new(body)),
        Some("application/x-bz2") => read(bzip2::read::BzDecoder::new(body)),
        Some(other) => Err(format!(
            "unsupported compression `{other}`; expected gzip or bzip2"
        )),
    }
}

fn read(decoder: impl Read) -> Result<Cow<'static, [u8]>, String> {
    let mut body = Vec::new();
    let read = decoder.take(MAX_DECOMPRESSED + 1).read_to_end(&mut body);
    match read {
        Ok(_) if body.len() as u64 > MAX_DECOMPRESSED => Err(format!(
            "larger than {} MiB when decompressed",
            MAX_DECOMPRESSED >> 20
        )),
        Ok(_) => Ok(Cow::Owned(body)),
        Err(error) => Err(format!("invalid compressed body: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Python's `zlib.compress(b"hello")` and `bz2.compress(b"hello")`.
    const ZLIB: [u8; 13] = [120, 156, 203, 72, 205, 201, 201, 7, 0, 6, 44, 2, 21];
    const BZ2: [u8; 41] = [
        66, 90, 104, 57, 49, 65, 89, 38, 83, 89, 25, 49, 101, 61, 0, 0, 0, 129, 0, 2, 68, 160, 0,
        33, 154, 104, 51, 77, 7, 51, 139, 185, 34, 156, 40, 72, 12, 152, 178, 158, 128,
    ];

    #[test]
    fn reads_what_kombu_writes() {
        assert_eq!(decompressed(b"hello", None).unwrap(), "hello".as_bytes());
        assert_eq!(
            decompressed(&ZLIB, Some("application/x-gzip")).unwrap(),
            "hello".as_bytes()
        );
        assert_eq!(
            decompressed(&BZ2, Some("application/x-bz2")).unwrap(),
            "hello".as_bytes()
        );
    }

    #[test]
    fn unknown_compression_and_malformed_body_are_refused() {
        assert!(
            decompressed(b"hello", Some("application/zstd"))
                .unwrap_err()
                .contains("application/zstd")
        );
        assert!(
            decompressed(b"hello", Some("application/x-gzip"))
                .unwrap_err()
                .starts_with("invalid compressed body")
        );
    }
}

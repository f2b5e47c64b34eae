//! Compressed bodies (`[oslo_messaging_rabbit] kombu_compression`, `kombu/compression.py`).

use std::borrow::Cow;
use std::io::{self, Read};

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
        Some("application/x-gzip") => read(|| flate2::read::ZlibDecoder::new(body)),
        Some("application/x-bz2") => read(|| bzip2::read::BzDecoder::new(body)),
        Some(other) => Err(format!(
            "unsupported compression `{other}`; expected gzip or bzip2"
        )),
    }
}

/// Decompresses twice: first without storing anything, so that a bomb takes no memory and a body only its own size.
fn read<R: Read>(decoder: impl Fn() -> R) -> Result<Cow<'static, [u8]>, String> {
    let malformed = |error: io::Error| format!("invalid compressed body: {error}");
    let mut limited = decoder().take(MAX_DECOMPRESSED + 1);
    let length = io::copy(&mut limited, &mut io::sink()).map_err(malformed)?;
    if length > MAX_DECOMPRESSED {
        return Err(format!(
            "larger than {} MiB when decompressed",
            MAX_DECOMPRESSED >> 20
        ));
    }
    let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    decoder().read_to_end(&mut body).map_err(malformed)?;
    Ok(Cow::Owned(body))
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

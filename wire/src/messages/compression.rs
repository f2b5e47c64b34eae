//! Compressed bodies (`[oslo_messaging_rabbit] kombu_compression`, `kombu/compression.py`).

use std::borrow::Cow;
use std::io::Read;

/// More, no message of Mistral takes: what is larger is meant to exhaust the memory.
const MOST: u64 = 256 << 20;

/// The body of a message whose `compression` header is given.
///
/// # Errors
///
/// If the compression is not known, or the body is not what it says.
pub fn decompressed<'a>(
    body: &'a [u8],
    compression: Option<&str>,
) -> Result<Cow<'a, [u8]>, String> {
    match compression {
        None => Ok(Cow::Borrowed(body)),
        // What kombu calls gzip is zlib's format.
        Some("application/x-gzip") => read(flate2::read::ZlibDecoder::new(body)),
        Some("application/x-bz2") => read(bzip2::read::BzDecoder::new(body)),
        Some(other) => Err(format!(
            "compressed with `{other}`; only gzip and bzip2 can be read"
        )),
    }
}

fn read(decoder: impl Read) -> Result<Cow<'static, [u8]>, String> {
    let mut body = Vec::new();
    let read = decoder.take(MOST + 1).read_to_end(&mut body);
    match read {
        Ok(_) if body.len() as u64 > MOST => {
            Err(format!("larger than {} MiB when decompressed", MOST >> 20))
        }
        Ok(_) => Ok(Cow::Owned(body)),
        Err(error) => Err(format!("cannot be decompressed: {error}")),
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
    fn what_cannot_be_read_is_refused() {
        assert!(
            decompressed(b"hello", Some("application/zstd"))
                .unwrap_err()
                .contains("application/zstd")
        );
        assert!(
            decompressed(b"hello", Some("application/x-gzip"))
                .unwrap_err()
                .starts_with("cannot be")
        );
    }
}

//! The memory that the decompression of a message takes.

#![cfg(feature = "messages")]

use std::io::{Read, Write};

use allocation_counter::measure;
use mistral_wire::messages::decompressed;

const MIB: u64 = 1 << 20;

/// Compresses zeros.
fn zeros(bytes: u64) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::copy(&mut std::io::repeat(0).take(bytes), &mut encoder).unwrap();
    encoder.flush().unwrap();
    encoder.finish().unwrap()
}

#[test]
fn bomb_takes_no_memory_and_body_takes_its_size() {
    let read = |body: &[u8]| decompressed(body, Some("application/x-gzip")).map(|body| body.len());
    let bomb = zeros(257 * MIB);
    let taken = measure(|| assert!(read(&bomb).is_err()));
    assert!(taken.bytes_max < MIB, "{taken:?}");
    let body = zeros(5 * MIB);
    let taken = measure(|| assert_eq!(read(&body), Ok(5 << 20)));
    assert!(taken.bytes_max < 6 * MIB, "{taken:?}");
}

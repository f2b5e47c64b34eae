//! [`fingerprint`]: a hash that distinguishes secrets without showing them.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Returns a hash of a text that is the same in every process of one build.
///
/// ```
/// assert_eq!(live_tests::fingerprint("sesame"), live_tests::fingerprint("sesame"));
/// assert_ne!(live_tests::fingerprint("sesame"), live_tests::fingerprint("barley"));
/// ```
pub fn fingerprint(secret: &str) -> String {
    let mut hasher = DefaultHasher::new();
    secret.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

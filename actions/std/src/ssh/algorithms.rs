//! Algorithms of connections.

use std::borrow::Cow;

use russh::{Preferred, cipher, kex, mac};

/// Returns the algorithms of russh, and after them older ones that paramiko, and so Mistral, accepts as well.
pub(super) fn preferred() -> Preferred {
    let default = Preferred::DEFAULT;
    Preferred {
        kex: with(
            &default.kex,
            &[
                kex::ECDH_SHA2_NISTP256,
                kex::ECDH_SHA2_NISTP384,
                kex::ECDH_SHA2_NISTP521,
            ],
        ),
        cipher: with(
            &default.cipher,
            &[
                cipher::AES_128_GCM,
                cipher::AES_256_CBC,
                cipher::AES_192_CBC,
                cipher::AES_128_CBC,
            ],
        ),
        mac: with(&default.mac, &[mac::HMAC_SHA1_ETM, mac::HMAC_SHA1]),
        ..default
    }
}

fn with<T: Clone>(first: &[T], last: &[T]) -> Cow<'static, [T]> {
    [first, last].concat().into()
}

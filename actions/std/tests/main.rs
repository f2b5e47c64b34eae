//! Tests of the features of this pack, with real servers on loopback.

#[cfg(all(
    feature = "email",
    feature = "http",
    feature = "javascript",
    feature = "ssh"
))]
mod catalog;
#[cfg(feature = "email")]
mod email;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "javascript")]
mod javascript;
#[cfg(feature = "ssh")]
mod known_hosts;
#[cfg(feature = "ssh")]
mod ssh;

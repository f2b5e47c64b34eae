//! What the tests stand on.

#[cfg(feature = "http")]
pub(crate) mod http_bodies;
#[cfg(feature = "http")]
pub(crate) mod http_server;
#[cfg(feature = "email")]
pub(crate) mod smtp;
#[cfg(feature = "ssh")]
pub(crate) mod sshd;
pub(crate) mod venv;

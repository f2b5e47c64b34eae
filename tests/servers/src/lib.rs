//! Real servers on loopback that actions are tested against: HTTP, mail, ssh; and Mistral's own Python.
//!
//! They panic when something is wrong: only tests use them.
#![allow(
    clippy::missing_panics_doc,
    reason = "whatever goes wrong here fails a test"
)]

mod http_bodies;
mod http_server;
pub mod scripted;
mod smtp;
mod sshd;
pub mod venv;

pub use http_bodies::ALIKE;
pub use http_server::HttpServer;
pub use smtp::Smtp;
pub use sshd::Sshd;

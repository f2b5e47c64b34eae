//! Servers on loopback for tests of actions (HTTP, mail, ssh), and virtual environments with Mistral.
//!
//! All functions panic on errors, since only tests use them.
#![allow(
    clippy::missing_panics_doc,
    reason = "an error here must fail the test"
)]

mod http_bodies;
mod http_server;
pub mod scripted;
mod smtp;
mod sshd;
pub mod venv;

pub use http_bodies::SAME_RESULT_IN_PYTHON;
pub use http_server::HttpServer;
pub use smtp::Smtp;
pub use sshd::Sshd;

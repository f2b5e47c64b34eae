//! Mistral's built-in actions, `std.*`, written as functions: with this pack linked, an executor serves what
//! `mistral/actions/std_actions.py` serves, also when the engine sends objects of the Python classes.
//!
//! ```
//! use mistral_actions::prelude::*;
//! use mistral_actions::testing::ActionTest;
//! use mistral_actions_std as _;
//!
//! ActionTest::new().run("std.echo", json!({"output": {"answer": 42}})).assert_data(json!({"answer": 42}));
//! ```
//!
//! The README of this crate lists the actions, the operator's options, and where they differ from the Python
//! ones and why.

mod basic;
#[cfg(feature = "email")]
mod email;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "javascript")]
mod javascript;
#[cfg(any(feature = "http", feature = "ssh"))]
mod json_text;
mod lenient;
#[cfg(any(
    feature = "email",
    feature = "http",
    feature = "javascript",
    feature = "ssh"
))]
mod options;
mod python;
#[cfg(feature = "ssh")]
mod ssh;
#[cfg(any(feature = "email", feature = "http"))]
mod told;

pub use basic::{
    AsyncNoop, Delay, Echo, Fail, Noop, Seconds, Size, Sleep, TestDict, Text, async_noop, echo,
    fail, noop, sleep, test_dict,
};
#[cfg(feature = "email")]
pub use email::{EmailOptions, SendEmail, email};
#[cfg(feature = "http")]
pub use http::{Http, HttpOptions, HttpResponse, MistralHttp, VerifyInput, http, mistral_http};
#[cfg(feature = "javascript")]
pub use javascript::{JavaScriptOptions, Javascript, Js, javascript, js};
#[cfg(feature = "ssh")]
pub use ssh::{Nullable, Ssh, SshOptions, SshProxied, ssh, ssh_proxied};

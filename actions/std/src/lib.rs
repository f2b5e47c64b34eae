//! Mistral's built-in actions, `std.*`. An executor that links this pack runs the actions of
//! `mistral/actions/std_actions.py`, both by name and from serialized objects of the Python classes.
//!
//! ```
//! use mistral_actions::prelude::*;
//! use mistral_actions::testing::ActionTest;
//! use mistral_actions_std as _;
//!
//! ActionTest::new().run("std.echo", json!({"output": {"answer": 42}})).assert_data(json!({"answer": 42}));
//! ```
//!
//! The README of this crate lists the actions, the operator's options, and the differences from the Python
//! actions with their reasons.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod basic;
#[cfg(feature = "email")]
mod email;
#[cfg(any(feature = "email", feature = "http"))]
mod error_chain;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "javascript")]
mod javascript;
#[cfg(any(feature = "http", feature = "ssh"))]
mod json_text;
mod json_types;
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

//! A real Mistral and a real OpenStack for tests and demonstrations.
//!
//! [`Stack`] starts and stops Mistral, [`Mistral`] is a client of its REST API, [`Worker`] runs a binary of actions
//! with `serve`, and [`Cloud`] is a Keystone with Nova, Cinder and other services. They use the scripts in the
//! folder `tests/stack/` of the repository.
//!
//! ```no_run
//! use live_tests::{Mistral, Settings, Stack, Worker, serde_json::json};
//!
//! # fn main() -> live_tests::Result<()> {
//! let stack = Stack::up("target/live/example", &["--provider", "catalog.json"])?;
//! let settings = Settings::new().set("executor", "topic", "mistral_executor");
//! let worker = Worker::start(&stack, "target/debug/quickstart", &settings)?;
//! let mistral = Mistral::new(&stack)?;
//! mistral.define_workflows("{version: '2.0', greet: {tasks: {greet: {action: demo.greet, input: {name: Ada}}}}}")?;
//! mistral.start("greet", &json!({}))?.wait()?.output()?;
//! worker.terminate()?;
//! # Ok(())
//! # }
//! ```

mod cloud;
mod failure;
mod fingerprint;
mod mistral;
mod named_tests;
mod process;
mod services;
mod settings;
mod setup;
mod stack;
mod wait;
mod worker;

pub use cloud::{Cloud, Keystone, User};
pub use failure::{Failure, Refusal, Result};
pub use fingerprint::fingerprint;
pub use mistral::{ActionExecution, Execution, FinishedExecution, Mistral, Task};
pub use process::{Process, Signal};
pub use serde_json;
pub use services::Services;
pub use settings::Settings;
pub use setup::{is_skipped, setup_failed};
pub use stack::Stack;
pub use wait::{WAIT_TIMEOUT, until};
pub use worker::Worker;

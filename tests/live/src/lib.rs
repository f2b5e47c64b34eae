//! A real Mistral for tests, and for whoever wants to look at one.
//!
//! [`Stack`] brings it up and takes it down, [`Mistral`] talks to its REST API, [`Worker`] runs a binary of
//! actions with `serve`, and [`Cloud`] is a Keystone with Nova, Cinder and others. The scripts behind them are in
//! the folder `tests/stack/` of the repository.
//!
//! ```no_run
//! use live_tests::{Mistral, Settings, Stack, Worker, serde_json::json};
//!
//! # fn main() -> live_tests::Result<()> {
//! let stack = Stack::up("target/live/example", &["--provider", "catalog.json"])?;
//! let settings = Settings::new().set("executor", "topic", "mistral_executor");
//! let worker = Worker::start(&stack, "target/debug/quickstart", &settings)?;
//! let mistral = Mistral::of(&stack)?;
//! mistral.define_workflows("{version: '2.0', greet: {tasks: {greet: {action: demo.greet, input: {name: Ada}}}}}")?;
//! mistral.start("greet", &json!({}))?.wait()?.output()?;
//! worker.terminate()?;
//! # Ok(())
//! # }
//! ```

mod cloud;
mod execution;
mod failure;
mod fingerprint;
mod mistral;
mod process;
mod servers;
mod settings;
mod stack;
mod wait;
mod worker;

pub use cloud::{Cloud, Keystone, User};
pub use execution::{ActionExecution, Ended, Execution, Task};
pub use failure::{Failure, Refusal, Result};
pub use fingerprint::fingerprint;
pub use mistral::Mistral;
pub use process::{Process, Signal};
pub use serde_json;
pub use servers::Servers;
pub use settings::Settings;
pub use stack::Stack;
pub use wait::{LIMIT, until};
pub use worker::Worker;

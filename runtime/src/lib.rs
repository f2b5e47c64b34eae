//! Actions for [OpenStack Mistral](https://docs.openstack.org/mistral/), written as plain async functions.
//!
//! ```
//! use mistral_actions::prelude::*;
//! use mistral_actions::testing::ActionTest;
//!
//! /// Greets somebody.
//! #[mistral_action(name = "demo.greet")]
//! async fn greet(
//!     /// Whom to greet.
//!     name: String,
//!     #[input(default = "Hello")] greeting: String,
//! ) -> String {
//!     format!("{greeting}, {name}!")
//! }
//!
//! ActionTest::new().run("demo.greet", json!({"name": "Ada"})).assert_data("Hello, Ada!");
//! ```
//!
//! | to | see |
//! | --- | --- |
//! | write an action | [`mistral_action`], the reference of the attribute; [`register_action!`] for a hand-written [`Action`] |
//! | declare inputs in a struct, to nest, share or check them | [`derive@Input`] |
//! | take contexts, shared state and own types as parameters | [`inject`] |
//! | call other actions | [`Actions`] |
//! | deliver a result later | [`async_result`] |
//! | unit-test an action | [`testing`] |
//! | run actions in an application | [`Dispatcher`], [`dispatch`] |
//! | list and describe the linked actions | [`Registry`], [`catalog`] |
//! | add actions at run time or from data | [`provider`] |
//! | read options of the operator | [`settings`] |

mod action;
pub mod async_result;
mod blocking;
mod call_input;
pub mod catalog;
mod context;
mod descriptor;
pub mod dispatch;
mod docs;
mod dry_run;
mod dyn_action;
pub mod error;
mod guard;
pub mod inject;
pub mod input;
mod json_schema;
mod linked;
pub mod prelude;
#[doc(hidden)]
pub mod private;
pub mod progress;
pub mod provider;
mod redactor;
mod registered;
pub mod registry;
mod result;
mod returned;
mod reuse;
mod secret;
pub mod settings;
mod state;
mod suggest;
mod table;
pub mod testing;

pub use action::Action;
pub use context::{ActionContext, Actions, ExecutionContext, SecurityContext};
pub use descriptor::ActionDescriptor;
#[doc(inline)]
pub use dispatch::{ActionRequest, Dispatcher};
pub use dry_run::DryRun;
#[doc(inline)]
pub use error::ActionError;
pub use mistral_actions_macros::{Input, mistral_action, register_action};
#[doc(inline)]
pub use provider::ActionProvider;
#[doc(inline)]
pub use registry::Registry;
pub use result::ActionResult;
pub use reuse::ActionHandle;
pub use secret::Secret;

pub use async_trait::async_trait;
pub use {schemars, serde, serde_json, tower};

/// Items that generated code names. This crate depends on exactly its own version of the macros, so the
/// two always fit.
#[doc(hidden)]
#[rustfmt::skip]
pub use private as __private;

/// Tests the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

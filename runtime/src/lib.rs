//! Actions for [OpenStack Mistral](https://docs.openstack.org/mistral/), written as plain async functions.
//!
//! ```
//! use mistral_actions::prelude::*;
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
//! [`mistral_action`] is the reference of the attribute; [`Actions`] reuses existing actions,
//! [`Dispatcher`] runs them, [`Catalog`] describes them, [`testing`] tests them.

mod action;
mod blocking;
mod catalog;
mod context;
mod descriptor;
mod dispatch;
mod docs;
mod dry_run;
mod error;
mod inject;
mod input;
mod linked;
pub mod prelude;
#[doc(hidden)]
pub mod private;
mod progress;
mod provider;
mod registry;
mod result;
mod result_handle;
mod returned;
mod reuse;
mod secret;
mod settings;
mod state;
pub mod suggest;
mod table;
pub mod testing;

pub use action::Action;
pub use catalog::{
    Absence, ActionEntry, CATALOG_VERSION, Catalog, CrateEntry, Member, Outline, SourceEntry,
};
pub use context::{ActionContext, ExecutionContext, SecurityContext};
pub use descriptor::ActionDescriptor;
pub use dispatch::{
    ActionRequest, ActionService, Dispatcher, DispatcherBuilder, Invocation, MissingState, Reply,
    StartupError,
};
pub use dry_run::{DryRun, DryRunReport};
pub use error::{ActionError, DispatchError, ErrorKind};
pub use inject::{Inject, Injected, Requirement};
pub use input::{Format, Input, InputErrors, InputProblem};
pub use linked::RegisteredAction;
pub use mistral_actions_macros::{mistral_action, register_action};
pub use progress::{Progress, ProgressSink, ProgressUpdate};
pub use provider::{ActionProvider, CompositeProvider, DynAction};
pub use registry::{DuplicateActions, Registry, UnknownAction};
pub use result::ActionResult;
pub use result_handle::{ResultHandle, ResultSink, ResultTarget};
pub use reuse::{ActionHandle, Actions};
pub use secret::{MASK, Secret};
pub use settings::Settings;
pub use state::State;
pub use table::{ActionTable, TableRow};

pub use async_trait::async_trait;
pub use {schemars, serde, serde_json, tower};

/// What generated code names. This crate depends on exactly its own version of the macros, so the two
/// always fit.
#[doc(hidden)]
#[rustfmt::skip]
pub use private as __private;

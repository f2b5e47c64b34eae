//! The same calls with the Python actions of mistral-extra and with the Rust actions, against one cloud; the results
//! are compared field by field.
//!
//! The comparison leaves out attributes that the Python clients add to the service's fields (`manager`, `_info`,
//! `_loaded`, …). For an operation that cannot run twice on the same resource, each side uses its own resource, and
//! ids, times and addresses are not compared.

mod comparison;
mod diff;
pub(crate) mod errors;
pub(crate) mod identity;
pub(crate) mod network;
pub(crate) mod nova;
mod python_actions;
pub(crate) mod reads;
mod rust_actions;
pub(crate) mod storage;

pub(crate) use comparison::security_context;
pub(crate) use rust_actions::RustActions;

//! Reading of JSON Schemas (draft 2020-12): the only code in Rust that knows which keywords hold schemas.
//!
//! [`Node`] walks a schema, [`validate`] checks a value, [`example`] invents a value, [`rewrite`] changes every
//! schema inside a schema, and [`needs_check`] detects schemas that promise more than decoding enforces.

pub(crate) mod alternatives;
mod choice;
mod equality;
mod example;
mod examples;
mod format_pattern;
mod given;
mod inputs;
mod node;
mod rewrite;
mod rules;
mod secrets;
mod types;
pub(crate) mod validate;

pub use self::example::example;
pub(crate) use self::examples::invalid_examples;
pub use self::node::Node;
pub(crate) use self::rewrite::rewrite;
pub(crate) use self::rules::{ENFORCED, needs_check};
pub(crate) use self::secrets::{conceal_secret_defaults, mask_secrets, secret_values};
pub use self::types::type_of;

//! Reading of JSON Schemas (draft 2020-12): the only code in Rust that knows which keywords hold schemas.
//!
//! [`Node`] walks a schema, [`validate`] checks a value, [`example`] invents a value, [`covering_example`] one of
//! several that have all alternatives, [`visit_locations`] finds the places that describe a value, [`rewrite`] changes
//! every schema inside a schema, and [`needs_check`] detects schemas that promise more than decoding enforces.

mod alias;
pub(crate) mod alternatives;
mod covering;
mod equality;
mod example;
mod examples;
mod format_pattern;
mod given;
mod inputs;
mod locations;
mod node;
mod rewrite;
mod rules;
mod secrets;
mod types;
pub(crate) mod validate;

pub(crate) use self::alias::{add_member_alias, add_variant_alias};
pub(crate) use self::covering::{covering_example, covering_examples};
pub use self::example::example;
pub(crate) use self::examples::invalid_examples;
pub(crate) use self::given::schema_of_rule;
pub(crate) use self::locations::{keys_of, variants_of, visit_locations};
pub use self::node::Node;
pub(crate) use self::rewrite::rewrite;
pub(crate) use self::rules::{ENFORCED, has_inner_constraints, needs_check, remove_constraints};
pub(crate) use self::secrets::{conceal_secret_defaults, mask_secrets, secret_values};
pub use self::types::type_of;

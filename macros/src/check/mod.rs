//! Checks: each mistake is reported at its own span, all mistakes together.

pub(crate) mod asynchronous;
mod blocks;
pub(crate) mod dependency;
pub(crate) mod fit;
mod format;
pub(crate) mod function;
pub(crate) mod inputs;
pub(crate) mod literals;
pub(crate) mod names;
pub(crate) mod register;
pub(crate) mod rules;
pub(crate) mod signature;
pub(crate) mod source;
pub(crate) mod types;

//! Checks: each mistake is reported at its own span, all mistakes together.

pub(crate) mod inputs;
pub(crate) mod literals;
pub(crate) mod register;
pub(crate) mod signature;

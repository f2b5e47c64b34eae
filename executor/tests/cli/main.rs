//! Tests of the command line as its users see it.

#[allow(dead_code, reason = "called by name")]
#[path = "../../examples/demo/actions.rs"]
mod actions;

mod advising;
mod completing;
mod contexts;
mod creating;
mod describing;
#[cfg(feature = "serve")]
mod drop_in;
mod inputs;
mod process;
mod running;
mod secrets;
#[cfg(feature = "serve")]
mod serving;
mod startup;
mod support;

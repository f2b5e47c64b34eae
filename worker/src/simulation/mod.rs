//! A deterministic simulation of workers, an engine and a broker, with faults.
//!
//! A seed decides everything: requests, faults, delays and the order of tasks. [`run`] returns the history of a seed and
//! the violations of the worker's guarantees in it.

mod actions;
mod check;
mod engine;
mod history;
mod plan;
mod process;
#[cfg(test)]
mod tests;
mod world;

pub use history::{Entry, Event, Execution};
pub use world::{Report, run};

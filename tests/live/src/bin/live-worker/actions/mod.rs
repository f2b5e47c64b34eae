//! Actions that the tests run.

mod data;
mod identity;
mod journal;
mod outcomes;
mod secrets;
mod time;

//! Actions that do what the trials look at.

mod data;
mod identity;
mod journal;
mod outcomes;
mod secrets;
mod time;

//! Mistral's REST API: results of asynchronous actions, and actions that only Mistral has.

mod action;
mod api;
mod login;
mod problem;
mod sink;

pub use action::MistralActions;
pub use api::MistralApi;
pub use sink::ApiSink;

//! Mistral's own API: where results of asynchronous actions go, and where actions run that only Mistral
//! has.

mod api;
mod keystone;
mod provider;
mod sink;

pub(crate) use api::Api;
pub(crate) use provider::MistralActions;
pub use sink::ApiSink;

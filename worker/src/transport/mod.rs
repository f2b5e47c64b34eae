//! RabbitMQ: connections, queues as oslo.messaging declares them, publishing, consuming and parking.
//!
//! Moves bytes without interpreting them.

mod backoff;
mod connect;
mod consumer;
mod inbound;
mod outgoing;

mod parking;
mod pending_confirms;
mod properties;
mod publisher;
mod receipt;
mod topology;

pub(crate) use connect::Dialer;
pub(crate) use consumer::{Consumer, REQUEST_QUEUES};
pub(crate) use inbound::Inbound;
pub(crate) use outgoing::Routed;
pub(crate) use parking::Parking;
pub(crate) use properties::message_properties;
pub(crate) use publisher::{Address, Publisher};
pub(crate) use receipt::Receipt;
#[cfg(test)]
pub(crate) use receipt::Receipts;
pub(crate) use topology::Names;

//! RabbitMQ: connections, queues as oslo.messaging declares them, publishing, consuming and parking.
//!
//! Moves bytes without interpreting them.

mod backoff;
mod connect;
mod consumer;

mod parking;
mod pending_confirms;
mod publisher;
mod receipt;
mod topology;

pub(crate) use connect::Dialer;
pub(crate) use consumer::{Consumer, Inbound, REQUEST_QUEUES};
pub(crate) use parking::Parking;
pub(crate) use publisher::{Address, Publisher, Routed};
pub(crate) use receipt::Receipt;
#[cfg(test)]
pub(crate) use receipt::Receipts;
pub(crate) use topology::Names;

//! RabbitMQ: connections that come back, queues as oslo.messaging declares them, what is published and
//! consumed. Moves bytes, and knows nothing of what they mean.

mod backoff;
mod connect;
mod consumer;
mod ledger;
mod parking;
mod publisher;
mod receipts;
mod topology;

pub(crate) use connect::Dialer;
pub(crate) use consumer::{Consumer, Inbound, REQUEST_QUEUES};
pub(crate) use parking::Parking;
pub(crate) use publisher::{Address, Publisher, Routed};
pub(crate) use receipts::Receipt;
#[cfg(test)]
pub(crate) use receipts::Receipts;
pub(crate) use topology::Names;

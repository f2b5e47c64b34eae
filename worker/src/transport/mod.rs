//! [`Transport`]: the operations of a message broker that a worker needs.
//!
//! Moves bytes without interpreting them. `rabbitmq` is the only folder that knows the AMQP client.

mod address;
mod decision;
mod delivery;
mod inbound;
mod intake;
mod mark;
#[cfg(any(test, feature = "simulation"))]
pub(crate) mod memory;
mod outgoing;
mod rabbitmq;
mod receipt;

use std::fmt::Debug;

use async_trait::async_trait;

pub(crate) use address::Address;
pub(crate) use decision::{Choice, decision_name};
pub(crate) use delivery::{Delivery, Standing};
pub(crate) use inbound::Inbound;
pub(crate) use intake::Intake;
pub(crate) use mark::{CopyState, Death, Mark};
pub(crate) use outgoing::{Outgoing, Properties, Routed};
pub(crate) use rabbitmq::{RabbitMq, check_brokers};
pub(crate) use receipt::{Receipt, Receipts, Settlement};

/// Moves messages between a worker, the engine and other workers. Survives broken connections.
#[async_trait]
pub(crate) trait Transport: Debug + Send + Sync + 'static {
    /// Consumes from the queues of a worker until the intake is closed, and reconnects as often as necessary. Declares
    /// the queues.
    async fn receive(&self, intake: Intake);

    /// Publishes a message and waits for the broker's confirm. `None`: the connection broke before, and the message may
    /// have arrived. Returns when there is another connection.
    async fn try_publish(&self, outgoing: &Outgoing<'_>) -> Option<Routed>;

    /// Publishes a message and waits for the broker's confirm. If the connection breaks before, the message is published
    /// again: it arrives at least once.
    async fn publish(&self, outgoing: Outgoing<'_>) -> Routed {
        loop {
            if let Some(routed) = self.try_publish(&outgoing).await {
                return routed;
            }
        }
    }

    /// Closes the connection for publishing; the one for receiving is closed by the intake.
    async fn close(&self) {}

    /// Returns the number of queues for requests: topic, server and fanout, and what the transport needs besides.
    fn request_queues(&self) -> usize {
        3
    }

    /// Returns whether the connection for publishing is open.
    fn is_connected(&self) -> bool;

    /// Returns how often the connections for receiving and for publishing were opened again.
    fn reconnects(&self) -> [u64; 2] {
        [0, 0]
    }

    /// Makes a choice about a copy of a request, which all workers see. Returns whether the choice holds: the first one
    /// does, whoever made it.
    async fn decide(&self, decision: &str, choice: Choice) -> bool;

    /// Returns the address of the queue that belongs to this worker alone. The broker moves messages that the worker
    /// leaves there to the topic after the worker is gone.
    fn parking(&self) -> Address;

    /// Returns the address of all workers of the topic, this one included.
    fn fanout(&self) -> Address;

    /// Returns the address of the queue for held requests, which the broker moves to the topic after `hold_time`.
    fn hold(&self) -> Address;
}

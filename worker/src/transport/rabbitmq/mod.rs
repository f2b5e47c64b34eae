//! [`RabbitMq`]: connections, queues as oslo.messaging declares them, publishing, consuming and parking.
#![expect(clippy::disallowed_methods, reason = "no simulation talks to RabbitMQ")]

mod backoff;
mod check;
mod consumer;
mod declare;
mod dialer;
mod explain;
mod loss;
mod parking;
mod pending_confirms;
mod probe;
mod properties;
mod publisher;
mod queue_number;
mod settle;
mod socket;
mod stream_offset;
mod subscription;
mod tcp;
mod tls;
mod topology;
mod unconfirmed;

use std::sync::Arc;

use async_trait::async_trait;

pub(crate) use self::check::check_brokers;
use self::consumer::Consumer;
use self::dialer::Dialer;
use self::parking::{Parking, hold_queue, return_queue};
use self::publisher::Publisher;
use self::queue_number::QueueNumber;
use self::stream_offset::StreamOffset;
use self::topology::{Names, fanout_exchange, queue_number};
use super::{Address, Choice, Intake, Outgoing, Routed, Transport};
use crate::config::Config;

/// The connections to RabbitMQ: one for receiving and one for publishing.
#[derive(Debug)]
pub(crate) struct RabbitMq {
    config: Arc<Config>,
    /// Opens the connection for receiving.
    dialer: Arc<Dialer>,
    /// Opens the connection for publishing.
    sending: Arc<Dialer>,
    publisher: Publisher,
    parking: Arc<Parking>,
    names: Names,
    /// Held as long as the names are used.
    _number: Option<QueueNumber>,
}

impl RabbitMq {
    /// Starts the connection for publishing. Must be called within the runtime that drives the connections.
    pub(crate) fn start(config: Arc<Config>) -> Self {
        let dialer = || Arc::new(Dialer::new(Arc::clone(&config)));
        let number = queue_number(&config.rabbit);
        let sending = dialer();
        Self {
            names: Names::new(&config, number.as_ref()),
            _number: number,
            dialer: dialer(),
            publisher: Publisher::start(Arc::clone(&config), Arc::clone(&sending)),
            sending,
            parking: Arc::new(Parking::new(&config)),
            config,
        }
    }
}

#[async_trait]
impl Transport for RabbitMq {
    fn request_queues(&self) -> usize {
        3 + usize::from(return_queue(&self.config).is_some())
    }

    async fn receive(&self, intake: Intake) {
        let consumer = Consumer {
            config: Arc::clone(&self.config),
            dialer: Arc::clone(&self.dialer),
            names: self.names.clone(),
            parking: Arc::clone(&self.parking),
            offset: StreamOffset::default(),
            intake,
        };
        Arc::new(consumer).run().await;
    }

    async fn try_publish(&self, outgoing: &Outgoing<'_>) -> Option<Routed> {
        self.publisher.try_publish(outgoing).await
    }

    async fn decide(&self, decision: &str, choice: Choice) -> bool {
        self.publisher.decide(decision, choice).await
    }

    async fn close(&self) {
        self.publisher.close().await;
    }

    fn is_connected(&self) -> bool {
        self.publisher.is_connected()
    }

    fn reconnects(&self) -> [u64; 2] {
        [&self.dialer, &self.sending].map(|dialer| dialer.reconnects())
    }

    fn parking(&self) -> Address {
        self.parking.address()
    }

    fn fanout(&self) -> Address {
        Address {
            exchange: fanout_exchange(&self.config.topic),
            routing_key: self.config.topic.clone(),
        }
    }

    fn hold(&self) -> Address {
        Address::queue(hold_queue(&self.config).name)
    }
}

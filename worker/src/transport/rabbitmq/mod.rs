//! [`RabbitMq`]: connections, queues as oslo.messaging declares them, publishing, consuming and parking.
#![expect(clippy::disallowed_methods, reason = "no simulation talks to RabbitMQ")]

mod backoff;
mod consumer;
mod dialer;
mod parking;
mod pending_confirms;
mod properties;
mod publisher;
mod settle;
mod topology;
mod unconfirmed;

use std::sync::Arc;

use async_trait::async_trait;

use self::consumer::Consumer;
use self::dialer::Dialer;
use self::parking::{Parking, hold_queue};
use self::publisher::Publisher;
use self::topology::{Names, fanout_exchange};
use super::{Address, Choice, Intake, Outgoing, Routed, Transport};
use crate::config::Config;

/// The connections to RabbitMQ: one for receiving and one for publishing.
#[derive(Debug)]
pub(crate) struct RabbitMq {
    config: Arc<Config>,
    /// Opens the connection for receiving.
    dialer: Arc<Dialer>,
    publisher: Publisher,
    parking: Arc<Parking>,
}

impl RabbitMq {
    /// Starts the connection for publishing. Must be called within the runtime that drives the connections.
    pub(crate) fn start(config: Arc<Config>) -> Self {
        let dialer = || Arc::new(Dialer::new(Arc::clone(&config)));
        Self {
            dialer: dialer(),
            publisher: Publisher::start(Arc::clone(&config), dialer()),
            parking: Arc::new(Parking::new(&config)),
            config,
        }
    }
}

#[async_trait]
impl Transport for RabbitMq {
    async fn receive(&self, intake: Intake) {
        let consumer = Consumer {
            config: Arc::clone(&self.config),
            dialer: Arc::clone(&self.dialer),
            names: Names::new(&self.config),
            parking: Arc::clone(&self.parking),
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

    fn is_connected(&self) -> bool {
        self.publisher.is_connected()
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

/// Connects to every broker and declares exchange and topic queue; reports the outcome of each, in a sentence.
///
/// # Errors
///
/// Those of `report`.
pub(crate) async fn check_brokers<E>(
    config: Arc<Config>,
    report: &mut impl FnMut(Result<String, String>) -> Result<(), E>,
) -> Result<(), E> {
    let dialer = Dialer::new(config);
    for broker in dialer.brokers() {
        let checked = dialer.check(broker).await;
        report(checked.map(|()| format!("{broker}: login and queue declaration succeeded")))?;
    }
    Ok(())
}

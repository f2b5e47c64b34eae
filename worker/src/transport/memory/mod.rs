//! [`Memory`]: a transport without a network, for tests and the simulation.

mod broker;
mod connection;
mod consume;
mod fault;
mod frame;
mod ids;
mod message;
mod profile;
mod publish;
mod queue;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::mpsc;

pub(crate) use broker::{Broker, Outlet};
pub(crate) use fault::Fault;
pub(crate) use message::Stored;
pub(crate) use profile::{Profile, Version};
pub(crate) use queue::{QueueKind, QueueSpec};

use self::connection::Purpose;
use self::consume::consume;
use self::frame::Down;
use self::ids::ConnectionId;
use self::publish::Publishing;
use crate::config::Config;
use crate::transport::{Address, Choice, Intake, Outgoing, Routed, Transport};

/// Time to live of a parked message.
const PARKED: Duration = Duration::from_secs(10);
/// Time to live of a returned message.
const RETURNED: Duration = Duration::from_secs(3600);

/// A worker's connections to a broker in memory.
#[derive(Debug)]
pub(crate) struct Memory {
    client: Client,
    publishing: Publishing,
}

/// The settings of both connections of a worker.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    broker: Broker,
    /// Name of the process.
    worker: String,
    topic: String,
    server: String,
    kind: QueueKind,
    /// All workers share a stream as fanout queue.
    is_stream_fanout: bool,
    retry: Duration,
    hold_time: Duration,
}

impl Memory {
    /// Creates the connections of a process; `worker` is its name. The second value keeps the connection for publishing
    /// open and must run.
    pub(crate) fn new(
        broker: Broker,
        worker: &str,
        config: &Config,
        kind: QueueKind,
    ) -> (Self, impl Future<Output = ()> + Send + use<>) {
        let client = Client {
            broker,
            worker: worker.to_owned(),
            topic: config.topic.clone(),
            server: format!("{}.{}", config.topic, config.host),
            kind,
            is_stream_fanout: config.rabbit.stream_fanout,
            retry: config.rabbit.retry_interval,
            hold_time: config.hold_time,
        };
        let publishing = Publishing::default();
        let connected = publishing.clone().keep_connected(client.clone());
        (Self { client, publishing }, connected)
    }
}

impl Client {
    /// Connects, and retries until it succeeds.
    async fn connect(&self, purpose: Purpose) -> (ConnectionId, mpsc::UnboundedReceiver<Down>) {
        loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if let Some(connected) = self.broker.connect(&self.worker, purpose) {
                return connected;
            }
            tokio::time::sleep(self.retry).await;
        }
    }

    fn queue(&self, name: &str) -> QueueSpec {
        QueueSpec {
            name: name.to_owned(),
            kind: self.kind,
            fanout: None,
            time_to_live: None,
            dead_letters: None,
        }
    }

    fn fanout(&self) -> QueueSpec {
        let exchange = fanout_exchange(&self.topic);
        let (name, kind) = if self.is_stream_fanout {
            (exchange.clone(), QueueKind::Stream)
        } else {
            let name = format!("{exchange}_{}", self.worker);
            (name, QueueKind::Transient)
        };
        QueueSpec {
            name,
            kind,
            fanout: Some(exchange),
            time_to_live: None,
            dead_letters: None,
        }
    }

    fn parking(&self) -> QueueSpec {
        QueueSpec {
            name: format!("{}.parking", self.worker),
            time_to_live: Some(PARKED),
            dead_letters: Some(
                self.returned()
                    .map_or(self.topic.clone(), |queue| queue.name),
            ),
            ..QueueSpec::durable()
        }
    }

    fn hold(&self) -> QueueSpec {
        QueueSpec {
            name: format!("{}.held", self.topic),
            time_to_live: Some(self.hold_time),
            ..self.parking()
        }
    }

    /// Returns the queue for parked and held requests that leave their queues, if the topic's is a quorum queue.
    fn returned(&self) -> Option<QueueSpec> {
        (self.kind == QueueKind::Quorum).then(|| QueueSpec {
            name: format!("{}.returned", self.topic),
            time_to_live: Some(RETURNED),
            dead_letters: Some(self.topic.clone()),
            ..QueueSpec::durable()
        })
    }
}

fn fanout_exchange(topic: &str) -> String {
    format!("{topic}_fanout")
}

#[async_trait]
impl Transport for Memory {
    async fn receive(&self, intake: Intake) {
        consume(&self.client, Arc::new(intake)).await;
    }

    async fn try_publish(&self, outgoing: &Outgoing<'_>) -> Option<Routed> {
        self.publishing.publish(&self.client.broker, outgoing).await
    }

    fn request_queues(&self) -> usize {
        3 + usize::from(self.client.returned().is_some())
    }

    fn is_connected(&self) -> bool {
        self.publishing.is_connected()
    }

    async fn decide(&self, decision: &str, choice: Choice) -> bool {
        self.publishing
            .decide(&self.client.broker, decision, choice)
            .await
    }

    fn parking(&self) -> Address {
        Address::queue(self.client.parking().name)
    }

    fn fanout(&self) -> Address {
        Address {
            exchange: fanout_exchange(&self.client.topic),
            routing_key: self.client.topic.clone(),
        }
    }

    fn hold(&self) -> Address {
        Address::queue(self.client.hold().name)
    }
}

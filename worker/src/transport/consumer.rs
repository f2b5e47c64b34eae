//! [`Consumer`]: what arrives, over a connection that is remade when it breaks.

use std::sync::Arc;

use futures_util::StreamExt;
use lapin::message::Delivery;
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::connect::{Dialer, explain};
use super::parking::Parking;
use super::receipts::{Receipt, Receipts};
use super::topology::{Names, Queue, declare};
use crate::config::Config;

/// Where a delivery comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inbound {
    /// A queue that the engine publishes to.
    Requests,
    /// The queue that holds the messages of long actions.
    Parking,
}

/// How many queues of requests an executor has: topic, server and fanout.
pub(crate) const REQUEST_QUEUES: usize = 3;

/// A queue, and how it is consumed from.
struct Subscription {
    queue: Queue,
    inbound: Inbound,
    /// Most deliveries that are not settled; 0: without bound.
    prefetch: u16,
    /// Whether nothing is taken from it any more once the executor is to stop.
    stops: bool,
}

/// Consumes from an executor's queues.
pub(crate) struct Consumer {
    pub(crate) config: Arc<Config>,
    pub(crate) dialer: Arc<Dialer>,
    pub(crate) names: Names,
    pub(crate) parking: Arc<Parking>,
    /// Called with each delivery; must not block.
    pub(crate) on_delivery: Box<dyn Fn(Delivery, Receipt) + Send + Sync>,
    /// From then on nothing new is taken; what was taken can still be acknowledged.
    pub(crate) stop: CancellationToken,
    /// The end of the connection.
    pub(crate) close: CancellationToken,
    /// How many queues of requests are being consumed from.
    pub(crate) consuming: watch::Sender<usize>,
}

impl Consumer {
    /// Consumes until told to close.
    pub(crate) async fn run(self: Arc<Self>) {
        while !self.close.is_cancelled() {
            let connecting = self.dialer.connect("receiving");
            let (connection, broker) = tokio::select! {
                connected = connecting => connected,
                () = self.close.cancelled() => return,
            };
            let connection = Arc::new(connection);
            let reason = self.consume_all(&connection).await;
            if self.close.is_cancelled() {
                // It may be gone already.
                let _ = connection.close(200, "bye".into()).await;
            } else {
                let reason = reason.unwrap_or_else(|| "it has ended".to_owned());
                tracing::warn!("connection to {broker} for receiving lost: {reason}");
            }
        }
    }

    /// Consumes from all queues until the connection ends. Returns why it has.
    async fn consume_all(self: &Arc<Self>, connection: &Arc<Connection>) -> Option<String> {
        let mut tasks = JoinSet::new();
        for subscription in self.subscriptions() {
            let (consumer, connection) = (Arc::clone(self), Arc::clone(connection));
            tasks.spawn(async move { consumer.keep_consuming(&connection, &subscription).await });
        }
        let mut reason = None;
        while let Some(ended) = tasks.join_next().await {
            reason = reason.or(ended.ok().flatten());
            if !connection.status().connected() {
                // Those that have stopped wait for the end, and do not see that the connection is gone.
                break;
            }
        }
        reason
    }

    fn subscriptions(&self) -> [Subscription; 4] {
        let request = |queue: &Queue| Subscription {
            queue: queue.clone(),
            inbound: Inbound::Requests,
            prefetch: self.config.slots,
            stops: true,
        };
        let peers = Subscription {
            // Until the end: others may ask for what still runs here.
            stops: false,
            ..request(&self.names.fanout)
        };
        let parked = Subscription {
            queue: self.parking.queue(),
            inbound: Inbound::Parking,
            // Each of its messages belongs to an action that runs here.
            prefetch: 0,
            stops: false,
        };
        [
            request(&self.names.topic),
            request(&self.names.server),
            peers,
            parked,
        ]
    }

    /// Consumes from one queue until the connection ends; again, when only its channel does, or when the
    /// broker cancels the consumer because it has deleted the queue. Returns why the connection has ended,
    /// if that is known.
    async fn keep_consuming(
        &self,
        connection: &Connection,
        subscription: &Subscription,
    ) -> Option<String> {
        let is_over = || {
            let stopped = subscription.stops && self.stop.is_cancelled();
            stopped || self.close.is_cancelled() || !connection.status().connected()
        };
        let queue = &subscription.queue.name;
        while !is_over() {
            let ended = self.consume(connection, subscription).await;
            if is_over() {
                return ended.err().map(|error| explain(&error));
            }
            match ended {
                Ok(()) => {
                    tracing::warn!("the broker no longer delivers from {queue}; consuming again");
                }
                Err(error) => {
                    tracing::warn!(
                        "cannot consume from {queue}: {}; trying again",
                        explain(&error)
                    );
                    tokio::time::sleep(self.config.rabbit.retry_interval).await;
                }
            }
        }
        None
    }

    async fn consume(
        &self,
        connection: &Connection,
        subscription: &Subscription,
    ) -> lapin::Result<()> {
        let queue = &subscription.queue;
        declare(connection, queue).await?;
        let channel = connection.create_channel().await?;
        if subscription.prefetch > 0 {
            channel
                .basic_qos(subscription.prefetch, BasicQosOptions::default())
                .await?;
        }
        let mut arguments = FieldTable::default();
        if queue.is_stream {
            arguments.insert(
                "x-stream-offset".into(),
                AMQPValue::LongString("last".into()),
            );
        }
        let options = BasicConsumeOptions::default();
        let deliveries = channel
            .basic_consume(queue.name.as_str().into(), "".into(), options, arguments)
            .await?;
        tracing::info!("consuming from {}", queue.name);
        let receipts = Receipts::new(subscription.inbound);
        // Also if this future is dropped.
        let _ending = Ending(&receipts);
        let ended = tokio::select! {
            ended = self.pass_on(&channel, deliveries, &receipts, subscription.stops) => ended,
            never = receipts.keep_telling(&channel) => match never {},
        };
        // What was finished last.
        receipts.tell(&channel);
        ended
    }

    /// Passes on what is delivered, until told to stop; returns when the connection is to be closed.
    async fn pass_on(
        &self,
        channel: &Channel,
        mut deliveries: lapin::Consumer,
        receipts: &Arc<Receipts>,
        stops: bool,
    ) -> lapin::Result<()> {
        let counts = receipts.inbound() == Inbound::Requests && !self.stop.is_cancelled();
        let mut consuming = counts.then(|| Consuming::new(&self.consuming));
        let pass_on = |delivery: Delivery| {
            let receipt = receipts.receipt(delivery.delivery_tag);
            (self.on_delivery)(delivery, receipt);
        };
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled(), if stops || consuming.is_some() => {
                    if stops {
                        break;
                    }
                    // What comes from now on is no request.
                    consuming = None;
                }
                () = self.close.cancelled() => break,
                delivery = deliveries.next() => match delivery {
                    Some(delivery) => pass_on(delivery?),
                    None => return Ok(()),
                },
            }
        }
        let cancelling = BasicCancelOptions::default();
        channel.basic_cancel(deliveries.tag(), cancelling).await?;
        // What the broker had already sent.
        while let Some(delivery) = deliveries.next().await {
            pass_on(delivery?);
        }
        drop(consuming);
        // The channel must live until the last delivery is acknowledged.
        self.close.cancelled().await;
        Ok(())
    }
}

/// Notes in the end that a channel is over.
struct Ending<'a>(&'a Receipts);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Counts a queue as consumed from while it lives.
struct Consuming<'a>(&'a watch::Sender<usize>);

impl<'a> Consuming<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Consuming<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

//! [`Consumer`]: receives deliveries, over a connection that is reopened when it breaks.

use std::sync::Arc;

use futures_util::StreamExt;
use lapin::message::Delivery as Message;
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::dialer::{Dialer, explain};
use super::parking::Parking;
use super::properties::delivery;
use super::settle::{flush, flush_settlements};
use super::topology::{Names, Queue, declare};
use crate::config::Config;
use crate::transport::{Inbound, Intake, Receipts};

/// A queue with the settings of its consumer.
struct Subscription {
    queue: Queue,
    inbound: Inbound,
    /// Upper bound on unsettled deliveries; 0: unlimited.
    prefetch: u16,
    /// The consumer is cancelled when the drain begins.
    ends_with_drain: bool,
}

/// Consumes from the queues of a worker.
pub(crate) struct Consumer {
    pub(crate) config: Arc<Config>,
    pub(crate) dialer: Arc<Dialer>,
    pub(crate) names: Names,
    pub(crate) parking: Arc<Parking>,
    pub(crate) intake: Intake,
}

impl Consumer {
    /// Consumes until `close` is cancelled.
    pub(crate) async fn run(self: Arc<Self>) {
        while !self.intake.close.is_cancelled() {
            let connecting = self.dialer.connect("receiving");
            let (connection, broker) = tokio::select! {
                connected = connecting => connected,
                () = self.intake.close.cancelled() => return,
            };
            let connection = Arc::new(connection);
            let reason = self.consume_all(&connection).await;
            if self.intake.close.is_cancelled() {
                // The connection may be gone already.
                let _ = connection.close(200, "bye".into()).await;
            } else {
                let reason = reason.unwrap_or_else(|| "closed".to_owned());
                tracing::warn!("connection to {broker} for receiving lost: {reason}");
            }
        }
    }

    /// Consumes from all queues until the connection ends. Returns the reason, if it is known.
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
                // Tasks whose consumer was cancelled wait for `close` and do not notice that the connection is gone.
                break;
            }
        }
        reason
    }

    fn subscriptions(&self) -> [Subscription; 4] {
        let request = |queue: &Queue| Subscription {
            queue: queue.clone(),
            inbound: Inbound::Requests,
            prefetch: self.intake.prefetch,
            ends_with_drain: true,
        };
        let peers = Subscription {
            // Peers ask for actions that still run here, also during the drain.
            ends_with_drain: false,
            ..request(&self.names.fanout)
        };
        let parked = Subscription {
            queue: self.parking.queue(),
            inbound: Inbound::Parking,
            // Each message belongs to a running action, so their number is bounded by the slots.
            prefetch: 0,
            ends_with_drain: false,
        };
        [
            request(&self.names.topic),
            request(&self.names.server),
            peers,
            parked,
        ]
    }

    /// Consumes from one queue until the connection ends. Consumes again if only the channel ends, or if the broker
    /// cancels the consumer because the queue was deleted. Returns the reason of the connection's end, if it is known.
    async fn keep_consuming(
        &self,
        connection: &Connection,
        subscription: &Subscription,
    ) -> Option<String> {
        let is_over = || {
            let stopped = subscription.ends_with_drain && self.intake.stop.is_cancelled();
            stopped || self.intake.close.is_cancelled() || !connection.status().connected()
        };
        let queue = &subscription.queue.name;
        while !is_over() {
            let ended = self.consume(connection, subscription).await;
            if is_over() {
                return ended.err().map(|error| explain(&error));
            }
            match ended {
                Ok(()) => {
                    tracing::warn!("the broker cancelled the consumer of {queue}; consuming again");
                }
                Err(error) => {
                    tracing::warn!("cannot consume from {queue}: {}; retrying", explain(&error));
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
        // Runs also if this future is dropped.
        let _end = ChannelEnd(&receipts);
        let ended = tokio::select! {
            ended = self.forward(&channel, deliveries, &receipts, subscription.ends_with_drain) => ended,
            never = flush_settlements(&receipts, &channel) => match never {},
        };
        // The settlements since the last flush.
        flush(&receipts, &channel);
        ended
    }

    /// Passes deliveries to `on_delivery` until the drain begins; returns when the connection closes.
    async fn forward(
        &self,
        channel: &Channel,
        mut deliveries: lapin::Consumer,
        receipts: &Arc<Receipts>,
        ends_with_drain: bool,
    ) -> lapin::Result<()> {
        let counts = receipts.inbound() == Inbound::Requests && !self.intake.stop.is_cancelled();
        let mut consuming = counts.then(|| Consuming::new(&self.intake.consuming));
        let handle = |message: Message| {
            let receipt = receipts.receipt(message.delivery_tag);
            (self.intake.on_delivery)(delivery(message, receipt));
        };
        loop {
            tokio::select! {
                biased;
                () = self.intake.stop.cancelled(), if ends_with_drain || consuming.is_some() => {
                    if ends_with_drain {
                        break;
                    }
                    // From now on only messages of peers count.
                    consuming = None;
                }
                () = self.intake.close.cancelled() => break,
                message = deliveries.next() => match message {
                    Some(message) => handle(message?),
                    None => return Ok(()),
                },
            }
        }
        let cancelling = BasicCancelOptions::default();
        channel.basic_cancel(deliveries.tag(), cancelling).await?;
        // Deliveries that the broker had sent before it cancelled the consumer.
        while let Some(message) = deliveries.next().await {
            handle(message?);
        }
        drop(consuming);
        // The channel must live until the last delivery is acknowledged.
        self.intake.close.cancelled().await;
        Ok(())
    }
}

/// Marks the receipts of a channel as void when it is dropped.
struct ChannelEnd<'a>(&'a Receipts);

impl Drop for ChannelEnd<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Counts a queue as consumed from until it is dropped.
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

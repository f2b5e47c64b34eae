//! [`Consumer`]: receives deliveries, over a connection that is reopened when it breaks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::message::Delivery as Message;
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::dialer::{Dialer, explain};
use super::parking::{Parking, hold_queue, return_queue};
use super::properties::delivery;
use super::settle::{Unproved, flush, flush_settlements, prove};
use super::topology::{Names, Queue, declare};
use crate::config::Config;
use crate::transport::{Inbound, Intake, Receipts};

/// Upper bound on closing a connection that is given up.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// A queue with the settings of its consumer.
struct Subscription {
    queue: Queue,
    inbound: Inbound,
    /// Upper bound on unsettled deliveries; 0: unlimited.
    prefetch: u16,
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
            let reason = match self.declare_own(&connection).await {
                Ok(()) => self.consume_all(&connection).await,
                Err(error) => Some(explain(&error)),
            };
            if self.intake.close.is_cancelled() {
                // The connection may be gone already.
                let _ = connection.close(200, "bye".into()).await;
            } else {
                let reason = reason.unwrap_or_else(|| "closed".to_owned());
                tracing::warn!("connection to {broker} for receiving lost: {reason}");
                // A half-open connection does not answer.
                tokio::spawn(tokio::time::timeout(CLOSE_TIMEOUT, async move {
                    connection.close(200, "lost".into()).await
                }));
            }
        }
    }

    /// Declares the queues that no consumer declares before it needs them.
    async fn declare_own(&self, connection: &Connection) -> lapin::Result<()> {
        if let Some(queue) = return_queue(&self.config) {
            declare(connection, &queue).await?;
        }
        declare(connection, &hold_queue(&self.config)).await
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
            if reason.is_some() || !connection.status().connected() {
                // Tasks whose consumer was cancelled wait for `close` and do not notice that the connection is gone.
                break;
            }
        }
        reason
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        let request = |queue: &Queue| Subscription {
            queue: queue.clone(),
            inbound: Inbound::Requests,
            prefetch: self.intake.prefetch,
        };
        let parked = Subscription {
            queue: self.parking.queue(),
            inbound: Inbound::Parking,
            // Each message belongs to a running action, so their number is bounded by the slots.
            prefetch: 0,
        };
        let mut subscriptions = vec![
            request(&self.names.topic),
            request(&self.names.server),
            request(&self.names.fanout),
            parked,
        ];
        subscriptions.extend(return_queue(&self.config).as_ref().map(request));
        subscriptions
    }

    /// Returns whether a consumer is to end.
    fn is_over(&self, inbound: Inbound) -> bool {
        let stops = inbound == Inbound::Requests && self.intake.stop.is_cancelled();
        stops || self.intake.close.is_cancelled()
    }

    /// Consumes from one queue until the connection ends or must be given up. Consumes again if only the channel ends.
    /// Returns the reason of the connection's end, if it is known.
    async fn keep_consuming(
        &self,
        connection: &Connection,
        subscription: &Subscription,
    ) -> Option<String> {
        let is_over = || self.is_over(subscription.inbound) || !connection.status().connected();
        let queue = &subscription.queue.name;
        while !is_over() {
            let ended = self.consume(connection, subscription).await;
            if let Err(Ended::Silent) = ended {
                return Some("no answer from the broker".to_owned());
            }
            if is_over() {
                return ended.err().map(|ended| ended.to_string());
            }
            if let Err(ended) = ended {
                tracing::warn!("cannot consume from {queue}: {ended}; retrying");
                tokio::time::sleep(self.config.rabbit.retry_interval).await;
            }
        }
        None
    }

    /// Consumes from one queue. Returns if the channel ends, or must be given up.
    async fn consume(
        &self,
        connection: &Connection,
        subscription: &Subscription,
    ) -> Result<(), Ended> {
        declare(connection, &subscription.queue).await?;
        let channel = connection.create_channel().await?;
        if subscription.prefetch > 0 {
            channel
                .basic_qos(subscription.prefetch, BasicQosOptions::default())
                .await?;
        }
        // Before the proofs: a queue in trouble delays its own channel, and not the others.
        let deliveries = start(&channel, &subscription.queue).await?;
        let receipts = Receipts::new(subscription.inbound);
        // Runs also if this future is dropped.
        let _end = ChannelEnd(&receipts);
        let ended = tokio::select! {
            ended = self.keep_forwarding(connection, &channel, &subscription.queue, deliveries, &receipts) => ended,
            never = flush_settlements(&receipts, &channel) => match never {},
            unproved = prove(&receipts, &channel, subscription.prefetch) => match unproved {
                Ok(never) => match never {},
                Err(Unproved::Ended(error)) => Err(Ended::Channel(error)),
                Err(Unproved::Silent) => Err(Ended::Silent),
            },
        };
        // The settlements since the last flush.
        flush(&receipts, &channel);
        ended
    }

    /// Passes on the deliveries of one channel, and consumes again if the queue was deleted: the end of a consumer is not
    /// the end of its channel, on which earlier deliveries are still settled.
    async fn keep_forwarding(
        &self,
        connection: &Connection,
        channel: &Channel,
        queue: &Queue,
        mut deliveries: lapin::Consumer,
        receipts: &Arc<Receipts>,
    ) -> Result<(), Ended> {
        loop {
            self.forward(channel, deliveries, receipts).await?;
            if self.is_over(receipts.inbound()) || !channel.status().connected() {
                return Ok(());
            }
            tracing::warn!(
                "the broker cancelled the consumer of {}; consuming again",
                queue.name
            );
            declare(connection, queue).await?;
            deliveries = start(channel, queue).await?;
        }
    }

    /// Passes deliveries to `on_delivery` until the drain begins; returns when the connection closes.
    async fn forward(
        &self,
        channel: &Channel,
        mut deliveries: lapin::Consumer,
        receipts: &Arc<Receipts>,
    ) -> lapin::Result<()> {
        let is_request = receipts.inbound() == Inbound::Requests;
        let consuming = is_request.then(|| Consuming::new(&self.intake.consuming));
        let handle = |message: Message| {
            let receipt = receipts.receipt(message.delivery_tag);
            (self.intake.on_delivery)(delivery(message, receipt));
        };
        loop {
            tokio::select! {
                biased;
                () = self.intake.stop.cancelled(), if is_request => break,
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

/// Begins to consume from a queue.
async fn start(channel: &Channel, queue: &Queue) -> lapin::Result<lapin::Consumer> {
    let mut arguments = FieldTable::default();
    if queue.is_stream {
        arguments.insert(
            "x-stream-offset".into(),
            AMQPValue::LongString("last".into()),
        );
    }
    let options = BasicConsumeOptions::default();
    let name = queue.name.as_str().into();
    let deliveries = channel
        .basic_consume(name, "".into(), options, arguments)
        .await?;
    tracing::info!("consuming from {}", queue.name);
    Ok(deliveries)
}

/// Reason why consuming has ended.
#[derive(Debug)]
enum Ended {
    Channel(lapin::Error),
    /// The connection does not answer.
    Silent,
}

impl From<lapin::Error> for Ended {
    fn from(error: lapin::Error) -> Self {
        Self::Channel(error)
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(error) => f.write_str(&explain(error)),
            Self::Silent => f.write_str("no answer from the broker"),
        }
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

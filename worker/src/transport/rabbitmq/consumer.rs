//! [`Consumer`]: receives deliveries, over a connection that is reopened when it breaks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::message::Delivery as Message;
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Connection};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::backoff::Backoff;
use super::declare::{declare, delete};
use super::dialer::Dialer;
use super::explain::explain;
use super::loss::reason_of;
use super::parking::{Parking, hold_queue, return_queue};
use super::properties::delivery;
use super::settle::{Unproved, flush, flush_settlements, prove};
use super::stream_offset::StreamOffset;
use super::subscription::Subscription;
use super::topology::{Names, Queue};
use crate::config::Config;
use crate::transport::{Inbound, Intake, Receipts};

/// Upper bound on closing a connection that is given up.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Consumes from the queues of a worker.
pub(crate) struct Consumer {
    pub(crate) config: Arc<Config>,
    pub(crate) dialer: Arc<Dialer>,
    pub(crate) names: Names,
    pub(crate) parking: Arc<Parking>,
    /// Of the fanout, if it is a stream.
    pub(crate) offset: StreamOffset,
    pub(crate) intake: Intake,
}

impl Consumer {
    /// Consumes until `close` is cancelled.
    pub(crate) async fn run(self: Arc<Self>) {
        let mut backoff = Backoff::new(&self.config.rabbit);
        while !self.intake.close.is_cancelled() {
            let connecting = self.dialer.connect("receiving");
            let (connection, broker) = tokio::select! {
                connected = connecting => connected,
                () = self.intake.close.cancelled() => return,
            };
            let connection = Arc::new(connection);
            let events = connection.events_listener();
            let ended = match self.declare_own(&connection).await {
                Ok(()) => self.consume_all(&connection).await,
                Err(error) => SessionEnd {
                    has_consumed: false,
                    reason: Some(explain(&error)),
                },
            };
            if self.intake.close.is_cancelled() {
                return self.close(&connection).await;
            }
            let closed = if connection.status().connected() {
                None
            } else {
                reason_of(events).await
            };
            let reason = closed.or(ended.reason);
            let reason = reason.as_deref().unwrap_or("closed");
            let wait = if ended.has_consumed {
                backoff.after_loss()
            } else {
                backoff.next()
            };
            tracing::warn!(
                "connection to {broker} for receiving lost: {reason}; connecting again in {:.1} s",
                wait.as_secs_f32()
            );
            // A half-open connection does not answer.
            tokio::spawn(tokio::time::timeout(CLOSE_TIMEOUT, async move {
                connection.close(200, "lost".into()).await
            }));
            self.pause(wait).await;
        }
    }

    /// Declares the queues that no consumer declares before it needs them.
    async fn declare_own(&self, connection: &Connection) -> lapin::Result<()> {
        if let Some(queue) = return_queue(&self.config) {
            declare(connection, &queue).await?;
        }
        declare(connection, &hold_queue(&self.config)).await?;
        Ok(())
    }

    /// Waits until the time has passed, or `close` is cancelled.
    async fn pause(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.intake.close.cancelled() => {}
        }
    }

    /// Closes the connection, which may be gone already. oslo.messaging deletes its fanout queue, too.
    async fn close(&self, connection: &Connection) {
        let fanout = &self.names.fanout;
        if self.names.has_unique_fanout
            && let Err(error) = delete(connection, &fanout.name).await
        {
            tracing::debug!("cannot delete {}: {}", fanout.name, explain(&error));
        }
        let _ = connection.close(200, "bye".into()).await;
    }

    /// Consumes from all queues until the connection ends.
    async fn consume_all(self: &Arc<Self>, connection: &Arc<Connection>) -> SessionEnd {
        let mut tasks = JoinSet::new();
        let subscriptions = self.subscriptions().into_iter().map(Arc::new);
        let subscriptions: Vec<_> = subscriptions.collect();
        for subscription in &subscriptions {
            let (consumer, connection) = (Arc::clone(self), Arc::clone(connection));
            let subscription = Arc::clone(subscription);
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
        SessionEnd {
            has_consumed: subscriptions.iter().all(|it| it.begun() > 0),
            reason,
        }
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        let request = |queue: &Queue| {
            Subscription::new(queue.clone(), Inbound::Requests, self.intake.prefetch)
        };
        let mut subscriptions = vec![
            request(&self.names.topic),
            request(&self.names.server),
            request(&self.names.fanout),
            // Each message belongs to a running action, so their number is bounded by the slots.
            Subscription::new(self.parking.queue(), Inbound::Parking, 0),
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
        let mut backoff = Backoff::new(&self.config.rabbit);
        while !is_over() {
            let begun = subscription.begun();
            let ended = self.consume(connection, subscription).await;
            if let Err(Ended::Silent) = ended {
                return Some("no answer from the broker".to_owned());
            }
            if is_over() {
                return ended.err().map(|ended| format!("{queue}: {ended}"));
            }
            if let Err(ended) = ended {
                let wait = if subscription.begun() > begun {
                    backoff.after_loss()
                } else {
                    backoff.next()
                };
                tracing::warn!(
                    "cannot consume from {queue}: {ended}; retrying in {:.1} s",
                    wait.as_secs_f32()
                );
                self.pause(wait).await;
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
        let deliveries = self.start(&channel, subscription).await?;
        let receipts = Receipts::new(subscription.inbound);
        // Runs also if this future is dropped.
        let _end = ChannelEnd(&receipts);
        let ended = tokio::select! {
            ended = self.keep_forwarding(connection, &channel, subscription, deliveries, &receipts) => ended,
            never = flush_settlements(&receipts, &channel) => match never {},
            unproved = prove(&receipts, &channel, subscription.prefetch) => match unproved {
                Ok(never) => match never {},
                Err(Unproved::Ended(error)) => Err(Ended::Channel(error)),
                Err(Unproved::Silent) => Err(Ended::Silent),
            },
        };
        // The settlements since the last flush.
        flush(&receipts, &channel);
        if self.intake.close.is_cancelled() && channel.status().connected() {
            // Before its connection.
            let _ = channel.close(200, "bye".into()).await;
        }
        ended
    }

    /// Passes on the deliveries of one channel, and consumes again if the broker cancels the consumer: because its queue
    /// was deleted or has moved, or because a delivery was not settled in time. The end of a consumer is not the end of its
    /// channel, on which earlier deliveries are still settled.
    async fn keep_forwarding(
        &self,
        connection: &Connection,
        channel: &Channel,
        subscription: &Subscription,
        mut deliveries: lapin::Consumer,
        receipts: &Arc<Receipts>,
    ) -> Result<(), Ended> {
        let queue = &subscription.queue;
        loop {
            self.forward(channel, deliveries, receipts, queue.is_stream)
                .await?;
            if self.is_over(receipts.inbound()) || !channel.status().connected() {
                return Ok(());
            }
            receipts.doubt();
            tracing::warn!(
                "the broker cancelled the consumer of {}; consuming again",
                queue.name
            );
            self.offset.reset();
            let splay = self.config.rabbit.reconnect_splay;
            self.pause(splay.mul_f64(rand::random_range(0.0..=1.0)))
                .await;
            declare(connection, queue).await?;
            deliveries = self.start(channel, subscription).await?;
        }
    }

    /// Passes deliveries to `on_delivery` until the drain begins; returns when the connection closes.
    async fn forward(
        &self,
        channel: &Channel,
        mut deliveries: lapin::Consumer,
        receipts: &Arc<Receipts>,
        is_stream: bool,
    ) -> lapin::Result<()> {
        let is_request = receipts.inbound() == Inbound::Requests;
        let consuming = is_request.then(|| Consuming::new(&self.intake.consuming));
        let handle = |message: Message| {
            if is_stream {
                self.offset.note(message.properties.headers().as_ref());
            }
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

    /// Begins to consume from a queue.
    async fn start(
        &self,
        channel: &Channel,
        subscription: &Subscription,
    ) -> lapin::Result<lapin::Consumer> {
        let queue = &subscription.queue;
        let mut arguments = FieldTable::default();
        if queue.is_stream {
            let (name, offset) = self.offset.argument();
            arguments.insert(name.into(), offset);
        }
        let options = BasicConsumeOptions::default();
        let name = queue.name.as_str().into();
        let deliveries = channel
            .basic_consume(name, "".into(), options, arguments)
            .await?;
        subscription.note_begin();
        tracing::info!("consuming from {}", queue.name);
        Ok(deliveries)
    }
}

/// End of a connection.
struct SessionEnd {
    /// Each consumer has begun at least once.
    has_consumed: bool,
    /// If it is known.
    reason: Option<String>,
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

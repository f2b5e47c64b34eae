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
                // There is nothing to be taken any more, and nothing taken on a connection that is gone
                // can be acknowledged.
                () = self.stop.cancelled() => return,
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
        let prefetch = self.config.slots;
        let mut tasks = JoinSet::new();
        let parking = self.parking.queue();
        for (queue, inbound, prefetch) in [
            (&self.names.topic, Inbound::Requests, prefetch),
            (&self.names.server, Inbound::Requests, prefetch),
            (&self.names.fanout, Inbound::Requests, prefetch),
            // Without bound: each of its messages belongs to an action that runs here.
            (&parking, Inbound::Parking, 0),
        ] {
            let (consumer, connection, queue) =
                (Arc::clone(self), Arc::clone(connection), queue.clone());
            tasks.spawn(async move {
                consumer
                    .keep_consuming(&connection, &queue, inbound, prefetch)
                    .await
            });
        }
        let mut reason = None;
        while let Some(ended) = tasks.join_next().await {
            reason = reason.or(ended.ok().flatten());
        }
        reason
    }

    /// Consumes from one queue until the connection ends; again, when only its channel does, or when the
    /// broker cancels the consumer because it has deleted the queue. Returns why the connection has ended,
    /// if that is known.
    async fn keep_consuming(
        &self,
        connection: &Connection,
        queue: &Queue,
        inbound: Inbound,
        prefetch: u16,
    ) -> Option<String> {
        while connection.status().connected() && !self.close.is_cancelled() {
            let ended = self.consume(connection, queue, inbound, prefetch).await;
            if self.close.is_cancelled() || !connection.status().connected() {
                return ended.err().map(|error| explain(&error));
            }
            match ended {
                Ok(()) => tracing::warn!(
                    "the broker no longer delivers from {}; consuming again",
                    queue.name
                ),
                Err(error) => {
                    tracing::warn!(
                        "cannot consume from {}: {}; trying again",
                        queue.name,
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
        queue: &Queue,
        inbound: Inbound,
        prefetch: u16,
    ) -> lapin::Result<()> {
        let stops = inbound == Inbound::Requests;
        if stops && self.stop.is_cancelled() {
            self.close.cancelled().await;
            return Ok(());
        }
        declare(connection, queue).await?;
        let channel = connection.create_channel().await?;
        if prefetch > 0 {
            channel
                .basic_qos(prefetch, BasicQosOptions::default())
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
        let receipts = Receipts::new(inbound);
        let ended = tokio::select! {
            ended = self.pass_on(&channel, deliveries, &receipts) => ended,
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
    ) -> lapin::Result<()> {
        let stops = receipts.inbound() == Inbound::Requests;
        let consuming = stops.then(|| Consuming::new(&self.consuming));
        let pass_on = |delivery: Delivery| {
            let receipt = receipts.receipt(delivery.delivery_tag);
            (self.on_delivery)(delivery, receipt);
        };
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled(), if stops => break,
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

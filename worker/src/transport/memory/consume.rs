//! [`consume`]: receives deliveries, over a connection that is reopened when it breaks.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;

use super::Client;
use super::connection::Purpose;
use super::frame::{ChannelId, ConnectionId, Down, Up};
use super::queue::QueueSpec;
use crate::transport::{Delivery, Inbound, Intake, Receipts};

/// One consumer with its channel.
struct Consumer {
    queue: QueueSpec,
    inbound: Inbound,
    prefetch: usize,
    /// The consumer is cancelled when the drain begins.
    ends_with_drain: bool,
    receipts: Arc<Receipts>,
    is_consuming: bool,
}

/// Consumes from the queues of a worker until the intake is closed.
pub(super) async fn consume(client: &Client, intake: Arc<Intake>) {
    while !intake.close.is_cancelled() {
        let connecting = client.connect(Purpose::Receiving);
        let (id, frames) = tokio::select! {
            biased;
            () = intake.close.cancelled() => return,
            connected = connecting => connected,
        };
        let mut session = Session::open(client, &intake, id);
        session.run(frames).await;
    }
}

/// The consumers of one connection.
struct Session<'a> {
    client: &'a Client,
    intake: &'a Intake,
    id: ConnectionId,
    consumers: BTreeMap<ChannelId, Consumer>,
    is_draining: bool,
}

impl<'a> Session<'a> {
    fn open(client: &'a Client, intake: &'a Intake, id: ConnectionId) -> Self {
        let mut session = Self {
            client,
            intake,
            id,
            consumers: BTreeMap::new(),
            is_draining: intake.stop.is_cancelled(),
        };
        let slots = intake.prefetch.into();
        for (queue, inbound, prefetch, ends_with_drain) in [
            (client.queue(&client.topic), Inbound::Requests, slots, true),
            (client.queue(&client.server), Inbound::Requests, slots, true),
            (client.fanout(), Inbound::Requests, slots, false),
            (client.parking(), Inbound::Parking, 0, false),
        ] {
            if !(ends_with_drain && session.is_draining) {
                session.subscribe(queue, inbound, prefetch, ends_with_drain);
            }
        }
        session
    }

    fn subscribe(
        &mut self,
        queue: QueueSpec,
        inbound: Inbound,
        prefetch: usize,
        ends_with_drain: bool,
    ) {
        let channel = self.client.broker.number();
        let frame = Up::Consume {
            channel,
            queue: queue.clone(),
            prefetch,
        };
        self.client.broker.send(self.id, frame);
        let consumer = Consumer {
            queue,
            inbound,
            prefetch,
            ends_with_drain,
            receipts: Receipts::new(inbound),
            is_consuming: false,
        };
        self.consumers.insert(channel, consumer);
    }

    async fn run(&mut self, mut frames: tokio::sync::mpsc::UnboundedReceiver<Down>) {
        loop {
            let receipts: Vec<(ChannelId, Arc<Receipts>)> = self
                .consumers
                .iter()
                .map(|(channel, consumer)| (*channel, Arc::clone(&consumer.receipts)))
                .collect();
            let mut changes: FuturesUnordered<_> = receipts
                .iter()
                .map(|(channel, receipts)| async move {
                    receipts.changed().await;
                    *channel
                })
                .collect();
            tokio::select! {
                biased;
                () = self.intake.close.cancelled() => {
                    self.settle_all();
                    return self.client.broker.send(self.id, Up::Close);
                }
                () = self.intake.stop.cancelled(), if !self.is_draining => {
                    drop(changes);
                    self.drain();
                }
                Some(channel) = changes.next() => {
                    drop(changes);
                    self.settle(channel);
                }
                frame = frames.recv() => {
                    drop(changes);
                    match frame {
                        Some(frame) => self.receive(frame),
                        None => return,
                    }
                }
            }
        }
    }

    fn drain(&mut self) {
        self.is_draining = true;
        for (channel, consumer) in &mut self.consumers {
            if consumer.ends_with_drain {
                let frame = Up::CancelConsumer { channel: *channel };
                self.client.broker.send(self.id, frame);
            } else if consumer.inbound == Inbound::Requests && consumer.is_consuming {
                // From now on only messages of peers count.
                consumer.is_consuming = false;
                count(&self.intake.consuming, false);
            }
        }
    }

    fn receive(&mut self, frame: Down) {
        match frame {
            Down::Confirmed { .. } => {}
            Down::Consuming { channel } => {
                let is_draining = self.is_draining;
                if let Some(consumer) = self.consumers.get_mut(&channel) {
                    let counts = consumer.inbound == Inbound::Requests
                        && (consumer.ends_with_drain || !is_draining);
                    if counts && !consumer.is_consuming {
                        consumer.is_consuming = true;
                        count(&self.intake.consuming, true);
                    }
                }
            }
            Down::Deliver {
                channel,
                tag,
                message,
            } => {
                if let Some(consumer) = self.consumers.get(&channel) {
                    (self.intake.on_delivery)(Delivery {
                        body: message.body.clone(),
                        compression: None,
                        redelivered: message.redelivered,
                        was_parked: message.was_parked,
                        receipt: consumer.receipts.receipt(tag),
                        received: Arc::new(message),
                    });
                }
            }
            Down::Cancelled { channel } => {
                let is_draining = self.is_draining;
                let Some(consumer) = self.consumers.get_mut(&channel) else {
                    return;
                };
                if std::mem::take(&mut consumer.is_consuming) {
                    count(&self.intake.consuming, false);
                }
                if !(is_draining && consumer.ends_with_drain) {
                    self.again(channel);
                }
            }
            Down::ChannelClosed { channel } => self.again(channel),
        }
    }

    /// Consumes anew on another channel.
    fn again(&mut self, channel: ChannelId) {
        self.settle(channel);
        self.client
            .broker
            .send(self.id, Up::CloseChannel { channel });
        if let Some(consumer) = self.consumers.remove(&channel) {
            consumer.end(self.intake);
            self.subscribe(
                consumer.queue,
                consumer.inbound,
                consumer.prefetch,
                consumer.ends_with_drain,
            );
        }
    }

    fn settle(&self, channel: ChannelId) {
        let Some(consumer) = self.consumers.get(&channel) else {
            return;
        };
        for settlement in consumer.receipts.take_settlements() {
            let frame = Up::Settle {
                channel,
                settlement,
                rejects: consumer.inbound == Inbound::Parking,
            };
            self.client.broker.send(self.id, frame);
        }
    }

    fn settle_all(&self) {
        for channel in self.consumers.keys() {
            self.settle(*channel);
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        for consumer in self.consumers.values() {
            consumer.end(self.intake);
        }
    }
}

impl Consumer {
    fn end(&self, intake: &Intake) {
        self.receipts.end();
        if self.is_consuming {
            count(&intake.consuming, false);
        }
    }
}

fn count(consuming: &watch::Sender<usize>, more: bool) {
    consuming.send_modify(|count| {
        if more {
            *count += 1;
        } else {
            *count -= 1;
        }
    });
}

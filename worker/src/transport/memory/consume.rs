//! [`consume`]: receives deliveries, over a connection that is reopened when it breaks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Client;
use super::connection::Purpose;
use super::frame::{Down, Up};
use super::ids::{ChannelId, ConnectionId};
use super::queue::{QueueKind, QueueSpec};
use crate::env;
use crate::transport::{Delivery, Inbound, Intake, Receipts};

/// Interval between proofs that a channel is open.
const PROOF_INTERVAL: Duration = Duration::from_secs(2);
/// Time within which the broker must answer; otherwise the connection is given up.
const ANSWER_TIME: Duration = Duration::from_secs(5);

/// One consumer with its channel.
struct Consumer {
    queue: QueueSpec,
    inbound: Inbound,
    prefetch: usize,
    receipts: Arc<Receipts>,
    is_consuming: bool,
    /// The consumer has ended; the deliveries can still be settled.
    has_ended: bool,
    /// Begin of the round trip under way, and its number.
    verifying: Option<(Instant, u64)>,
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
        drop(session);
        client.broker.abandon(id);
    }
}

/// The consumers of one connection.
struct Session<'a> {
    client: &'a Client,
    intake: &'a Intake,
    id: ConnectionId,
    consumers: BTreeMap<ChannelId, Consumer>,
    is_draining: bool,
    next_proof: Instant,
}

impl<'a> Session<'a> {
    fn open(client: &'a Client, intake: &'a Intake, id: ConnectionId) -> Self {
        let mut session = Self {
            client,
            intake,
            id,
            consumers: BTreeMap::new(),
            is_draining: intake.stop.is_cancelled(),
            next_proof: env::now() + PROOF_INTERVAL,
        };
        let slots = intake.prefetch.into();
        client.broker.send(id, Up::Declare(client.hold()));
        let requests = [
            client.queue(&client.topic),
            client.queue(&client.server),
            client.fanout(),
        ];
        let requests = requests.into_iter().chain(client.returned());
        let requests = requests.map(|queue| (queue, Inbound::Requests, slots));
        let parking = (client.parking(), Inbound::Parking, 0);
        for (queue, inbound, prefetch) in requests.chain([parking]) {
            if inbound == Inbound::Parking || !session.is_draining {
                session.subscribe(queue, inbound, prefetch);
            }
        }
        session
    }

    fn subscribe(&mut self, queue: QueueSpec, inbound: Inbound, prefetch: usize) {
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
            receipts: Receipts::new(inbound),
            is_consuming: false,
            has_ended: false,
            verifying: None,
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
            let mut wishes: FuturesUnordered<_> = receipts
                .iter()
                .filter(|(channel, _)| self.consumers[channel].verifying.is_none())
                .map(|(channel, receipts)| async move {
                    receipts.wanted().await;
                    *channel
                })
                .collect();
            let answer_due = self
                .consumers
                .values()
                .filter_map(|consumer| Some(consumer.verifying?.0 + ANSWER_TIME))
                .min();
            let overdue = async {
                match answer_due {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = self.intake.close.cancelled() => {
                    self.settle_all();
                    return self.client.broker.send(self.id, Up::Close);
                }
                () = self.intake.stop.cancelled(), if !self.is_draining => {
                    drop((changes, wishes));
                    self.drain();
                }
                () = overdue => return,
                () = tokio::time::sleep_until(self.next_proof) => {
                    drop((changes, wishes));
                    self.next_proof = env::now() + PROOF_INTERVAL;
                    let channels: Vec<ChannelId> = self.consumers.keys().copied().collect();
                    for channel in channels {
                        self.verify(channel);
                    }
                }
                Some(channel) = wishes.next() => {
                    drop((changes, wishes));
                    self.verify(channel);
                }
                Some(channel) = changes.next() => {
                    drop((changes, wishes));
                    self.settle(channel);
                }
                frame = frames.recv() => {
                    drop((changes, wishes));
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
        for (channel, consumer) in &self.consumers {
            if consumer.inbound == Inbound::Requests {
                let frame = Up::CancelConsumer { channel: *channel };
                self.client.broker.send(self.id, frame);
            }
        }
    }

    fn receive(&mut self, frame: Down) {
        match frame {
            Down::Confirmed { .. } | Down::Decided { .. } => {}
            Down::Consuming { channel } => {
                if let Some(consumer) = self.consumers.get_mut(&channel)
                    && consumer.inbound == Inbound::Requests
                    && !consumer.is_consuming
                {
                    consumer.is_consuming = true;
                    count(&self.intake.consuming, true);
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
                        returns: match consumer.queue.kind {
                            QueueKind::Quorum => message.returns.into(),
                            QueueKind::Transient | QueueKind::Durable | QueueKind::Stream => 0,
                        },
                        mark: message.mark,
                        passed_by: message.passed_by.clone(),
                        death: message.death,
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
                let had_ended = std::mem::replace(&mut consumer.has_ended, true);
                let stays_ended = is_draining && consumer.inbound == Inbound::Requests;
                if !had_ended && !stays_ended {
                    consumer.receipts.doubt();
                    let (queue, inbound) = (consumer.queue.clone(), consumer.inbound);
                    let prefetch = consumer.prefetch;
                    self.subscribe(queue, inbound, prefetch);
                }
            }
            Down::ChannelClosed { channel } => self.again(channel),
            Down::Verified { channel, number } => {
                if let Some(consumer) = self.consumers.get_mut(&channel)
                    && let Some((began, asked)) = consumer.verifying
                    && asked == number
                {
                    consumer.verifying = None;
                    consumer.receipts.verified(number, began);
                }
            }
        }
    }

    /// Consumes again, on another channel.
    fn again(&mut self, channel: ChannelId) {
        self.settle(channel);
        self.client
            .broker
            .send(self.id, Up::CloseChannel { channel });
        if let Some(consumer) = self.consumers.remove(&channel) {
            consumer.end(self.intake);
            self.subscribe(consumer.queue, consumer.inbound, consumer.prefetch);
        }
    }

    /// Asks the broker for a sign of the channel, after all settlements.
    fn verify(&mut self, channel: ChannelId) {
        self.settle(channel);
        let Some(consumer) = self.consumers.get_mut(&channel) else {
            return;
        };
        if consumer.verifying.is_none() {
            let number = consumer.receipts.asked();
            consumer.verifying = Some((env::now(), number));
            let frame = Up::Verify { channel, number };
            self.client.broker.send(self.id, frame);
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

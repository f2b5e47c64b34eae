//! [`Publisher`]: what is published arrives, however often the connection breaks.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Channel, Confirmation, Connection, Event};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::connect::{Dialer, explain};
use super::topology::declare_exchange;
use crate::config::{Broker, Config};

/// How long messages wait for those under way: one that is not confirmed, because its queue is in trouble, must not
/// keep back those for other queues.
const HOLD: Duration = Duration::from_millis(5);

/// How long the broker may take to say goodbye.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Where a message goes.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) exchange: String,
    pub(crate) routing_key: String,
}

/// What became of a published message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routed {
    /// A queue has it.
    Yes,
    /// No queue is bound to the address.
    No,
}

/// Publishes messages with confirmation, over a connection that is remade when it breaks. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Publisher(watch::Receiver<Option<Outbox>>);

/// Where the messages for one connection go.
type Outbox = mpsc::UnboundedSender<Outgoing>;

/// A message to publish, and whoever waits until the broker has it.
#[derive(Debug)]
struct Outgoing {
    to: Address,
    body: Bytes,
    properties: BasicProperties,
    published: oneshot::Sender<Option<Routed>>,
}

impl Publisher {
    /// Starts the connection, which lives as long as a publisher does.
    pub(crate) fn start(config: Arc<Config>, dialer: Arc<Dialer>) -> Self {
        let (sender, receiver) = watch::channel(None);
        tokio::spawn(keep_connected(config, dialer, sender));
        Self(receiver)
    }

    /// Whether there is a connection now.
    pub(crate) fn is_connected(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Publishes a message and waits until the broker has taken responsibility for it. When the
    /// connection breaks before, the message is published again: it may arrive twice, but not never.
    pub(crate) async fn publish(
        &self,
        to: &Address,
        body: &Bytes,
        properties: &BasicProperties,
    ) -> Routed {
        // After all that is about to be published by others on this thread, too: what comes together goes together.
        tokio::task::yield_now().await;
        loop {
            let outbox = self.outbox().await;
            let (published, answer) = oneshot::channel();
            let outgoing = Outgoing {
                to: to.clone(),
                body: body.clone(),
                properties: properties.clone(),
                published,
            };
            // When the connection is over, the answer says so.
            let _ = outbox.send(outgoing);
            match answer.await {
                Ok(Some(routed)) => return routed,
                // The broker could not store it, for instance because a disk is full.
                Ok(None) => tokio::time::sleep(Duration::from_secs(1)).await,
                Err(_) => self.other_than(&outbox).await,
            }
        }
    }

    async fn outbox(&self) -> Outbox {
        let mut receiver = self.0.clone();
        let outbox = match receiver.wait_for(Option::is_some).await {
            Ok(outbox) => outbox.clone(),
            // The runtime is ending.
            Err(_) => None,
        };
        match outbox {
            Some(outbox) => outbox,
            None => std::future::pending().await,
        }
    }

    /// Waits until a connection is no longer the one to use.
    async fn other_than(&self, old: &Outbox) {
        let mut receiver = self.0.clone();
        let is_other = |now: &Option<Outbox>| now.as_ref().is_none_or(|now| !now.same_channel(old));
        if receiver.wait_for(is_other).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Publishes what comes, until nobody is left who could send anything, or the channel turns out to be unusable.
///
/// What comes while messages are under way waits until the broker has confirmed those, though not for long, and
/// then goes all at once (John Nagle, RFC 896): where little is to be done nothing waits, and where much is, wake-ups
/// of threads, packets and the broker's confirmations are shared by many. They cost more than anything else about a
/// message.
async fn publish_all<F>(
    mut inbox: mpsc::UnboundedReceiver<Outgoing>,
    publish: impl Fn(Outgoing) -> F,
) where
    F: Future<Output = lapin::Result<()>>,
{
    let mut under_way = FuturesUnordered::new();
    let mut hold = pin!(tokio::time::sleep(HOLD));
    let mut holds = false;
    loop {
        tokio::select! {
            Some(first) = inbox.recv(), if !holds || under_way.is_empty() => {
                under_way.push(publish(first));
                while let Ok(next) = inbox.try_recv() {
                    under_way.push(publish(next));
                }
                holds = true;
                hold.as_mut().reset(Instant::now() + HOLD);
            }
            Some(published) = under_way.next() => {
                if let Err(error) = published {
                    return tracing::debug!("publishing again: {}", explain(&error));
                }
            }
            () = &mut hold, if holds => holds = false,
            else => return,
        }
    }
}

/// Publishes one message, and tells whoever waits when the broker has answered.
///
/// # Errors
///
/// If the channel cannot be used any more. Whoever waits is told nothing then.
async fn publish(channel: &Channel, outgoing: Outgoing) -> lapin::Result<()> {
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let Outgoing {
        to,
        body,
        properties,
        published,
    } = outgoing;
    let confirm = channel
        .basic_publish(
            to.exchange.into(),
            to.routing_key.into(),
            options,
            &body,
            properties,
        )
        .await?;
    let routed = match confirm.await? {
        Confirmation::Ack(None) | Confirmation::NotRequested => Some(Routed::Yes),
        Confirmation::Ack(Some(_)) => Some(Routed::No),
        Confirmation::Nack(_) => None,
    };
    // It may have been given up meanwhile.
    let _ = published.send(routed);
    Ok(())
}

async fn keep_connected(
    config: Arc<Config>,
    dialer: Arc<Dialer>,
    sender: watch::Sender<Option<Outbox>>,
) {
    while !sender.is_closed() {
        let (connection, broker) = dialer.connect("sending").await;
        let events = connection.events_listener();
        match open(&connection, &config).await {
            Ok(channel) => {
                let (outbox, inbox) = mpsc::unbounded_channel();
                sender.send_replace(Some(outbox));
                tokio::select! {
                    () = watch_over(events, &connection, &channel, &broker) => {}
                    () = publish_all(inbox, |outgoing| publish(&channel, outgoing)) => {}
                    () = sender.closed() => {}
                }
                sender.send_replace(None);
            }
            Err(error) => {
                tracing::error!("cannot send to {broker}: {}", explain(&error));
                tokio::time::sleep(config.rabbit.retry_interval).await;
            }
        }
        // It may be gone already, or the broker may not answer.
        let closing = connection.close(200, "bye".into());
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, closing).await;
    }
}

/// Tells what happens to a connection, until it is lost.
async fn watch_over(
    mut events: impl Stream<Item = Event> + Unpin,
    connection: &Connection,
    channel: &Channel,
    broker: &Broker,
) {
    while let Some(event) = events.next().await {
        match event {
            Event::ConnectionBlocked(reason) => {
                tracing::warn!("{broker} accepts no messages for now: {reason}");
            }
            Event::ConnectionUnblocked => tracing::info!("{broker} accepts messages again"),
            // It may be that of a channel that is over, whose declaration the broker has refused.
            Event::Error(error)
                if !(connection.status().connected() && channel.status().connected()) =>
            {
                let problem = explain(&error);
                tracing::warn!("connection to {broker} for sending lost: {problem}");
                return;
            }
            _ => {}
        }
    }
}

async fn open(connection: &Connection, config: &Config) -> lapin::Result<Channel> {
    declare_exchange(connection, config).await?;
    let channel = connection.create_channel().await?;
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    Ok(channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publishes without a broker: what was published, each with what confirms it.
    fn start() -> (
        Outbox,
        mpsc::UnboundedReceiver<(String, oneshot::Sender<()>)>,
    ) {
        let (outbox, inbox) = mpsc::unbounded_channel();
        let (published, sent) = mpsc::unbounded_channel();
        tokio::spawn(publish_all(inbox, move |outgoing| {
            let (confirm, confirmed) = oneshot::channel();
            published.send((outgoing.to.routing_key, confirm)).unwrap();
            async move {
                confirmed.await.unwrap();
                Ok(())
            }
        }));
        (outbox, sent)
    }

    fn send(outbox: &Outbox, to: &str) {
        let outgoing = Outgoing {
            to: Address {
                exchange: String::new(),
                routing_key: to.to_owned(),
            },
            body: Bytes::new(),
            properties: BasicProperties::default(),
            published: oneshot::channel().0,
        };
        outbox.send(outgoing).unwrap();
    }

    #[tokio::test]
    async fn what_comes_meanwhile_goes_together() {
        let (outbox, mut sent) = start();
        send(&outbox, "first");
        let (first, confirm) = sent.recv().await.unwrap();
        assert_eq!(first, "first");
        send(&outbox, "second");
        send(&outbox, "third");
        confirm.send(()).unwrap();
        let (second, _confirm) = sent.recv().await.unwrap();
        // Without anything else having happened.
        let (third, _) = sent.try_recv().unwrap();
        assert_eq!((&*second, &*third), ("second", "third"));
    }

    #[tokio::test]
    async fn one_that_is_never_confirmed_holds_nobody_back() {
        let (outbox, mut sent) = start();
        let mut unconfirmed = Vec::new();
        for to in ["in trouble", "a", "b"] {
            send(&outbox, to);
            let published = tokio::time::timeout(Duration::from_secs(10), sent.recv()).await;
            let (published, confirm) = published.expect("it is held back").unwrap();
            assert_eq!(published, to);
            unconfirmed.push(confirm);
        }
    }
}

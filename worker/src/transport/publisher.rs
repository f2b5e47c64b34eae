//! [`Publisher`]: what is published arrives, however often the connection breaks.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, Stream, StreamExt};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::ShortString;
use lapin::{BasicProperties, Channel, Confirmation, Connection, ErrorKind, Event};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::connect::{Dialer, explain};
use super::ledger::{Confirmed, Ledger};
use super::topology::declare_exchange;
use crate::config::{Broker, Config};

/// How long messages wait for those under way: one that is not confirmed, because its queue is in trouble, must not
/// keep back those for other queues.
const HOLD: Duration = Duration::from_millis(5);

/// How long messages go one by one after one of them has made the broker close the channel.
const CAREFUL_FOR: Duration = Duration::from_secs(10);

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
    /// The broker does not take the message, nor will it: it is too large.
    Refused,
}

/// Publishes messages with confirmation, over a connection that is remade when it breaks. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Publisher(watch::Receiver<Option<Outbox>>);

/// Where the messages for one connection go.
type Outbox = mpsc::UnboundedSender<Outgoing>;

/// A message to publish, and whoever waits until the broker has it.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) exchange: ShortString,
    pub(super) routing_key: ShortString,
    pub(super) body: Bytes,
    pub(super) properties: BasicProperties,
    /// Told nothing if it is to be published again.
    pub(super) published: oneshot::Sender<Option<Routed>>,
}

impl Publisher {
    /// Starts the connection, which lives as long as a publisher does.
    pub(crate) fn start(config: Arc<Config>, dialer: Arc<Dialer>) -> Self {
        let (sender, receiver) = watch::channel(None);
        tokio::spawn(async move {
            while !sender.is_closed() {
                let connected = AssertUnwindSafe(keep_connected(&config, &dialer, &sender));
                if connected.catch_unwind().await.is_err() {
                    // The panic itself is in the log. Without this, results would wait for ever.
                    tracing::error!("publishing begins anew after a panic, which is a defect");
                    sender.send_replace(None);
                    tokio::time::sleep(config.rabbit.retry_interval).await;
                }
            }
        });
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
        let short = |name: &str| ShortString::try_new(name);
        let (Ok(exchange), Ok(routing_key)) = (short(&to.exchange), short(&to.routing_key)) else {
            // Longer than any queue's name can be.
            return Routed::No;
        };
        // After all that is about to be published by others on this thread, too: what comes together goes together.
        tokio::task::yield_now().await;
        loop {
            let outbox = self.outbox().await;
            let (published, answer) = oneshot::channel();
            let outgoing = Outgoing {
                exchange: exchange.clone(),
                routing_key: routing_key.clone(),
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
///
/// # Errors
///
/// Why the channel is unusable. Those whose messages were under way are in the ledger, and are told nothing.
async fn publish_all<F>(
    mut inbox: mpsc::UnboundedReceiver<Outgoing>,
    ledger: &mut Ledger,
    is_careful: bool,
    publish: impl Fn(&Outgoing) -> F,
) -> lapin::Result<()>
where
    F: Future<Output = lapin::Result<Confirmation>>,
{
    let mut under_way = FuturesUnordered::new();
    let send = |outgoing: Outgoing, ledger: &mut Ledger| {
        let publishing = publish(&outgoing);
        let number = ledger.enter(outgoing);
        async move {
            let confirmation = publishing.await?;
            Ok::<_, lapin::Error>(Confirmed::new(number, confirmation))
        }
    };
    let careful_until = is_careful.then(|| Instant::now() + CAREFUL_FOR);
    let mut hold = pin!(tokio::time::sleep(HOLD));
    let mut holds = false;
    loop {
        let is_careful = careful_until.is_some_and(|until| Instant::now() < until);
        tokio::select! {
            Some(first) = inbox.recv(), if under_way.is_empty() || !holds && !is_careful => {
                under_way.push(send(first, ledger));
                while !is_careful && let Ok(next) = inbox.try_recv() {
                    under_way.push(send(next, ledger));
                }
                holds = true;
                hold.as_mut().reset(Instant::now() + HOLD);
            }
            Some(confirmed) = under_way.next() => {
                ledger.confirm(confirmed?);
                while let Some(Some(confirmed)) = under_way.next().now_or_never() {
                    ledger.confirm(confirmed?);
                }
                ledger.settle();
            }
            () = &mut hold, if holds => holds = false,
            else => return Ok(()),
        }
    }
}

/// Publishes one message, and waits for what the broker says.
async fn publish(
    channel: Channel,
    exchange: ShortString,
    routing_key: ShortString,
    body: Bytes,
    properties: BasicProperties,
) -> lapin::Result<Confirmation> {
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let published = channel.basic_publish(exchange, routing_key, options, &body, properties);
    published.await?.await
}

async fn keep_connected(config: &Config, dialer: &Dialer, sender: &watch::Sender<Option<Outbox>>) {
    let mut is_careful = false;
    while !sender.is_closed() {
        let (connection, broker) = dialer.connect("sending").await;
        let events = connection.events_listener();
        match open(&connection, config).await {
            Ok(channel) => {
                let (outbox, inbox) = mpsc::unbounded_channel();
                sender.send_replace(Some(outbox));
                let mut ledger = Ledger::default();
                let publishing = publish_all(inbox, &mut ledger, is_careful, |outgoing| {
                    publish(
                        channel.clone(),
                        outgoing.exchange.clone(),
                        outgoing.routing_key.clone(),
                        outgoing.body.clone(),
                        outgoing.properties.clone(),
                    )
                });
                let began = Instant::now();
                let ended = tokio::select! {
                    error = watch_over(events, &connection, &channel, &broker) => error.map_or(Ok(()), Err),
                    ended = publishing => ended,
                    () = sender.closed() => Ok(()),
                };
                if let Err(error) = &ended {
                    tracing::debug!("publishing again: {}", explain(error));
                }
                let blames_a_message = ended.is_err_and(|error| is_refusal(&error));
                if blames_a_message && is_careful {
                    // There is only one.
                    ledger.refuse();
                }
                is_careful = blames_a_message;
                sender.send_replace(None);
                drop(ledger);
                if began.elapsed() < config.rabbit.retry_interval {
                    // What was published at once closes the channel again, as likely as not.
                    tokio::time::sleep(config.rabbit.retry_interval).await;
                }
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

/// Whether the broker has closed the channel because of a message that it does not take.
fn is_refusal(error: &lapin::Error) -> bool {
    const PRECONDITION_FAILED: u16 = 406;
    matches!(error.kind(), ErrorKind::ProtocolError(error) if error.get_id() == PRECONDITION_FAILED)
}

/// Tells what happens to a connection, until it is lost. Returns why, if that is known.
async fn watch_over(
    mut events: impl Stream<Item = Event> + Unpin,
    connection: &Connection,
    channel: &Channel,
    broker: &Broker,
) -> Option<lapin::Error> {
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
                return Some(error);
            }
            _ => {}
        }
    }
    None
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

    type Sent = mpsc::UnboundedReceiver<(String, oneshot::Sender<Confirmation>)>;

    /// Publishes without a broker: what was published, each with what confirms it.
    fn start(is_careful: bool) -> (Outbox, Sent) {
        let (outbox, inbox) = mpsc::unbounded_channel();
        let (published, sent) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut ledger = Ledger::default();
            publish_all(inbox, &mut ledger, is_careful, |outgoing| {
                let (confirm, confirmed) = oneshot::channel();
                let to = outgoing.routing_key.to_string();
                published.send((to, confirm)).unwrap();
                async { Ok(confirmed.await.unwrap()) }
            })
            .await
        });
        (outbox, sent)
    }

    fn send(outbox: &Outbox, to: &str) {
        let outgoing = Outgoing {
            exchange: "".into(),
            routing_key: to.into(),
            body: Bytes::new(),
            properties: BasicProperties::default(),
            published: oneshot::channel().0,
        };
        outbox.send(outgoing).unwrap();
    }

    #[tokio::test]
    async fn what_comes_meanwhile_goes_together() {
        let (outbox, mut sent) = start(false);
        send(&outbox, "first");
        let (first, confirm) = sent.recv().await.unwrap();
        assert_eq!(first, "first");
        send(&outbox, "second");
        send(&outbox, "third");
        confirm.send(Confirmation::Ack(None)).unwrap();
        let (second, _confirm) = sent.recv().await.unwrap();
        // Without anything else having happened.
        let (third, _) = sent.try_recv().unwrap();
        assert_eq!((&*second, &*third), ("second", "third"));
    }

    #[tokio::test]
    async fn one_that_is_never_confirmed_holds_nobody_back() {
        let (outbox, mut sent) = start(false);
        let mut unconfirmed = Vec::new();
        for to in ["in trouble", "a", "b"] {
            send(&outbox, to);
            let published = tokio::time::timeout(Duration::from_secs(10), sent.recv()).await;
            let (published, confirm) = published.expect("it is held back").unwrap();
            assert_eq!(published, to);
            unconfirmed.push(confirm);
        }
    }

    #[tokio::test]
    async fn after_a_refusal_messages_go_one_by_one() {
        let (outbox, mut sent) = start(true);
        send(&outbox, "first");
        send(&outbox, "second");
        let (first, confirm) = sent.recv().await.unwrap();
        assert_eq!(first, "first");
        // Not even when others would no longer be held back.
        let second = tokio::time::timeout(HOLD * 10, sent.recv()).await;
        assert!(second.is_err(), "{second:?}");
        confirm.send(Confirmation::Ack(None)).unwrap();
        let (second, _confirm) = sent.recv().await.unwrap();
        assert_eq!(second, "second");
    }
}

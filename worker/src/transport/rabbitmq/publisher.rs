//! [`Publisher`]: publishes messages with confirms, across broken connections.

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
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;
use super::declare::{decide, declare_topics};
use super::dialer::Dialer;
use super::explain::explain;
use super::pending_confirms::{Confirmed, PendingConfirms};
use super::properties::basic;
use super::unconfirmed::Unconfirmed;
use crate::config::{Broker, Config};
use crate::transport::{Choice, Outgoing, Routed};

/// Upper bound on the wait for messages in flight: an unconfirmed message, whose queue is in trouble, must not delay
/// messages for other queues.
const MAX_HOLD: Duration = Duration::from_millis(5);

/// Time for which messages are published one by one, after the broker has closed the channel because of one of them.
const SERIAL_AFTER_REFUSAL: Duration = Duration::from_secs(10);

/// Interval between attempts to make a choice.
const DECISION_INTERVAL: Duration = Duration::from_millis(500);

/// Upper bound on closing a connection.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Publishes messages with confirms, over a connection that is reopened when it breaks. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Publisher {
    link: watch::Receiver<Option<Link>>,
    close: CancellationToken,
}

/// An open connection.
#[derive(Clone, Debug)]
struct Link {
    outbox: Outbox,
    connection: Arc<Connection>,
}

/// Sender of messages for one connection.
type Outbox = mpsc::UnboundedSender<Unconfirmed>;

impl Publisher {
    /// Starts the connection, which lives until it is closed or the last clone of the publisher is dropped.
    pub(crate) fn start(config: Arc<Config>, dialer: Arc<Dialer>) -> Self {
        let (sender, link) = watch::channel(None);
        let close = CancellationToken::new();
        let closing = close.clone();
        tokio::spawn(async move {
            while !sender.is_closed() && !closing.is_cancelled() {
                let connecting = keep_connected(&config, &dialer, &sender, &closing);
                if AssertUnwindSafe(connecting).catch_unwind().await.is_err() {
                    // The panic hook has logged the panic. Without a restart, results would wait indefinitely.
                    tracing::error!("internal error: publishing restarts after a panic");
                    sender.send_replace(None);
                    tokio::time::sleep(config.rabbit.retry_interval).await;
                }
            }
        });
        Self { link, close }
    }

    /// Closes the connection, and waits until the broker has answered. Unconfirmed messages are given up.
    pub(super) async fn close(&self) {
        self.close.cancel();
        let mut link = self.link.clone();
        // The task drops the sender at its end.
        while link.changed().await.is_ok() {}
    }

    /// Returns whether the connection is open.
    pub(crate) fn is_connected(&self) -> bool {
        self.link.borrow().is_some()
    }

    /// Publishes a message and waits for the broker's confirm. `None`: it may have arrived.
    pub(super) async fn try_publish(&self, outgoing: &Outgoing<'_>) -> Option<Routed> {
        let Outgoing {
            to,
            body,
            properties,
        } = outgoing;
        let short = |name: &str| ShortString::try_new(name);
        let (Ok(exchange), Ok(routing_key)) = (short(&to.exchange), short(&to.routing_key)) else {
            // No queue can have such a long name.
            return Some(Routed::No);
        };
        // Lets other tasks of this thread publish first, so that messages are sent together.
        tokio::task::yield_now().await;
        let Link { outbox, .. } = self.link().await;
        let (published, answer) = oneshot::channel();
        let message = Unconfirmed {
            exchange,
            routing_key,
            body: body.clone(),
            properties: basic(properties),
            published,
        };
        // If the connection is gone, `answer` is an error.
        let _ = outbox.send(message);
        match answer.await {
            Ok(Some(routed)) => return Some(routed),
            // The broker could not store it, for instance because the disk is full.
            Ok(None) => tokio::time::sleep(Duration::from_secs(1)).await,
            Err(_) => self.replaced(&outbox).await,
        }
        None
    }

    /// Makes a choice that all workers see. Returns whether it holds.
    pub(super) async fn decide(&self, decision: &str, choice: Choice) -> bool {
        loop {
            let Link { connection, .. } = self.link().await;
            match decide(&connection, decision, choice).await {
                Ok(holds) => return holds,
                Err(error) => {
                    tracing::warn!("cannot declare {decision}: {}; retrying", explain(&error));
                    tokio::time::sleep(DECISION_INTERVAL).await;
                }
            }
        }
    }

    async fn link(&self) -> Link {
        let mut receiver = self.link.clone();
        let link = match receiver.wait_for(Option::is_some).await {
            Ok(link) => link.clone(),
            // The runtime is shutting down.
            Err(_) => None,
        };
        match link {
            Some(link) => link,
            None => std::future::pending().await,
        }
    }

    /// Waits until the connection is replaced.
    async fn replaced(&self, old: &Outbox) {
        let mut receiver = self.link.clone();
        let is_other = |now: &Option<Link>| {
            now.as_ref()
                .is_some_and(|now| !now.outbox.same_channel(old))
        };
        if receiver.wait_for(is_other).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Publishes messages until all senders are dropped or the channel fails.
///
/// Messages that arrive while others are in flight wait for the confirms of those, at most [`MAX_HOLD`], and are then
/// sent together (Nagle's algorithm, RFC 896). Under low load nothing waits; under high load many messages share
/// wake-ups of threads, packets and confirms, which are the largest part of a message's cost.
///
/// # Errors
///
/// If the channel fails. The messages in flight stay in `pending` without an outcome.
async fn publish_all<F>(
    mut inbox: mpsc::UnboundedReceiver<Unconfirmed>,
    pending: &mut PendingConfirms,
    is_serial: bool,
    publish: impl Fn(&Unconfirmed) -> F,
) -> lapin::Result<()>
where
    F: Future<Output = lapin::Result<Confirmation>>,
{
    let mut in_flight = FuturesUnordered::new();
    let send = |outgoing: Unconfirmed, pending: &mut PendingConfirms| {
        let publishing = publish(&outgoing);
        let number = pending.add(outgoing);
        async move {
            let confirmation = publishing.await?;
            Ok::<_, lapin::Error>(Confirmed::new(number, confirmation))
        }
    };
    let serial_until = is_serial.then(|| Instant::now() + SERIAL_AFTER_REFUSAL);
    let mut hold = pin!(tokio::time::sleep(MAX_HOLD));
    let mut is_holding = false;
    loop {
        let is_serial = serial_until.is_some_and(|until| Instant::now() < until);
        tokio::select! {
            Some(first) = inbox.recv(), if in_flight.is_empty() || !is_holding && !is_serial => {
                in_flight.push(send(first, pending));
                while !is_serial && let Ok(next) = inbox.try_recv() {
                    in_flight.push(send(next, pending));
                }
                is_holding = true;
                hold.as_mut().reset(Instant::now() + MAX_HOLD);
            }
            Some(confirmed) = in_flight.next() => {
                pending.confirm(confirmed?);
                while let Some(Some(confirmed)) = in_flight.next().now_or_never() {
                    pending.confirm(confirmed?);
                }
                pending.settle();
            }
            () = &mut hold, if is_holding => is_holding = false,
            else => return Ok(()),
        }
    }
}

/// Publishes one message and waits for its confirm.
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

async fn keep_connected(
    config: &Config,
    dialer: &Dialer,
    sender: &watch::Sender<Option<Link>>,
    close: &CancellationToken,
) {
    let mut is_serial = false;
    let mut backoff = Backoff::new(&config.rabbit);
    while !sender.is_closed() && !close.is_cancelled() {
        let (connection, broker) = tokio::select! {
            connected = dialer.connect("sending") => connected,
            () = close.cancelled() => return,
        };
        let connection = Arc::new(connection);
        let events = connection.events_listener();
        // Outlives the connection: the client library gives up a connection that is closed together with a channel.
        let opened = open(&connection, config).await;
        let wait = match &opened {
            Ok(channel) => {
                let (outbox, inbox) = mpsc::unbounded_channel();
                let link = Link {
                    outbox,
                    connection: Arc::clone(&connection),
                };
                sender.send_replace(Some(link));
                let mut pending = PendingConfirms::default();
                let publishing = publish_all(inbox, &mut pending, is_serial, |outgoing| {
                    publish(
                        channel.clone(),
                        outgoing.exchange.clone(),
                        outgoing.routing_key.clone(),
                        outgoing.body.clone(),
                        outgoing.properties.clone(),
                    )
                });
                let is_open = || connection.status().connected() && channel.status().connected();
                let began = Instant::now();
                let ended = tokio::select! {
                    error = watch_over(events, &is_open, &broker) => error.map_or(Ok(()), Err),
                    ended = publishing => ended,
                    () = sender.closed() => Ok(()),
                    () = close.cancelled() => Ok(()),
                };
                if let Err(error) = &ended {
                    let problem = explain(error);
                    if is_open() {
                        tracing::debug!("publishing the unconfirmed messages again: {problem}");
                    } else {
                        tracing::warn!("connection to {broker} for sending lost: {problem}");
                    }
                }
                let is_message_refused = ended.is_err_and(|error| is_refusal(&error));
                if is_message_refused && is_serial {
                    // Only one message is in flight.
                    pending.refuse();
                }
                is_serial = is_message_refused;
                sender.send_replace(None);
                drop(pending);
                if !is_message_refused {
                    backoff.after_loss()
                } else if began.elapsed() < config.rabbit.retry_interval {
                    // The messages that were published first would probably close the channel again.
                    config.rabbit.retry_interval
                } else {
                    Duration::ZERO
                }
            }
            Err(error) => {
                let wait = backoff.next();
                tracing::error!(
                    "cannot send to {broker}: {}; connecting again in {:.1} s",
                    explain(error),
                    wait.as_secs_f32()
                );
                wait
            }
        };
        // The connection may be gone already, or the broker may not respond.
        let closing = connection.close(200, "bye".into());
        let closing = tokio::time::timeout(CLOSE_TIMEOUT, closing);
        if close.is_cancelled() {
            let _ = closing.await;
            return;
        }
        let pause = async { tokio::join!(closing, tokio::time::sleep(wait)) };
        tokio::select! {
            _ = pause => {}
            () = close.cancelled() => return,
        }
    }
}

/// Returns whether the broker closed the channel because it refuses a message.
fn is_refusal(error: &lapin::Error) -> bool {
    const PRECONDITION_FAILED: u16 = 406;
    matches!(error.kind(), ErrorKind::ProtocolError(error) if error.get_id() == PRECONDITION_FAILED)
}

/// Logs whether the broker accepts messages, until the connection or the channel is lost. Returns the reason, if it is
/// known.
async fn watch_over(
    mut events: impl Stream<Item = Event> + Unpin,
    is_open: impl Fn() -> bool,
    broker: &Broker,
) -> Option<lapin::Error> {
    while let Some(event) = events.next().await {
        match event {
            Event::ConnectionBlocked(reason) => {
                tracing::warn!("{broker} blocks publishers: {reason}");
            }
            Event::ConnectionUnblocked => tracing::info!("{broker} accepts messages again"),
            // Otherwise the error belongs to a closed channel, on which the broker refused a declaration.
            Event::Error(error) if !is_open() => return Some(error),
            _ => {}
        }
    }
    None
}

async fn open(connection: &Connection, config: &Config) -> lapin::Result<Channel> {
    declare_topics(connection, config).await?;
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
    fn start(is_serial: bool) -> (Outbox, Sent) {
        let (outbox, inbox) = mpsc::unbounded_channel();
        let (published, sent) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut pending = PendingConfirms::default();
            publish_all(inbox, &mut pending, is_serial, |outgoing| {
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
        let message = Unconfirmed {
            exchange: "".into(),
            routing_key: to.into(),
            body: Bytes::new(),
            properties: BasicProperties::default(),
            published: oneshot::channel().0,
        };
        outbox.send(message).unwrap();
    }

    #[tokio::test]
    async fn messages_queued_during_a_publish_are_sent_together() {
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
    async fn unconfirmed_message_does_not_block_others() {
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
    async fn messages_go_one_by_one_after_a_refusal() {
        let (outbox, mut sent) = start(true);
        send(&outbox, "first");
        send(&outbox, "second");
        let (first, confirm) = sent.recv().await.unwrap();
        assert_eq!(first, "first");
        // Also after the time at which other messages would no longer be held back.
        let second = tokio::time::timeout(MAX_HOLD * 10, sent.recv()).await;
        assert!(second.is_err(), "{second:?}");
        confirm.send(Confirmation::Ack(None)).unwrap();
        let (second, _confirm) = sent.recv().await.unwrap();
        assert_eq!(second, "second");
    }
}

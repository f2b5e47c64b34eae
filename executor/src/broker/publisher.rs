//! [`Publisher`]: what is published arrives, however often the connection breaks.

use std::sync::Arc;
use std::time::Duration;

use futures_lite::{Stream, StreamExt};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Channel, Confirmation, Connection, Event};
use tokio::sync::{Notify, watch};

use super::connect::{Dialer, explain};
use super::topology::declare_exchange;
use crate::config::{Broker, Config};

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
pub(crate) struct Publisher(watch::Receiver<Option<Arc<Live>>>);

/// The channel of one connection.
#[derive(Debug)]
struct Live {
    channel: Channel,
    /// Told by whoever finds the channel unusable.
    broken: Notify,
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
        body: &[u8],
        properties: &BasicProperties,
    ) -> Routed {
        loop {
            let live = self.live().await;
            match publish_once(&live.channel, to, body, properties).await {
                Ok(Some(routed)) => return routed,
                // The broker could not store it, for instance because a disk is full.
                Ok(None) => tokio::time::sleep(Duration::from_secs(1)).await,
                Err(error) => {
                    tracing::debug!("publishing again: {}", explain(&error));
                    live.broken.notify_one();
                    self.other_than(&live).await;
                }
            }
        }
    }

    async fn live(&self) -> Arc<Live> {
        let mut receiver = self.0.clone();
        let live = match receiver.wait_for(Option::is_some).await {
            Ok(live) => live.clone(),
            // The runtime is ending.
            Err(_) => None,
        };
        match live {
            Some(live) => live,
            None => std::future::pending().await,
        }
    }

    /// Waits until a channel is no longer the one to use.
    async fn other_than(&self, old: &Arc<Live>) {
        let mut receiver = self.0.clone();
        let is_other =
            |now: &Option<Arc<Live>>| now.as_ref().is_none_or(|now| !Arc::ptr_eq(now, old));
        if receiver.wait_for(is_other).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

async fn publish_once(
    channel: &Channel,
    to: &Address,
    body: &[u8],
    properties: &BasicProperties,
) -> lapin::Result<Option<Routed>> {
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let confirm = channel
        .basic_publish(
            to.exchange.as_str().into(),
            to.routing_key.as_str().into(),
            options,
            body,
            properties.clone(),
        )
        .await?;
    Ok(match confirm.await? {
        Confirmation::Ack(None) | Confirmation::NotRequested => Some(Routed::Yes),
        Confirmation::Ack(Some(_)) => Some(Routed::No),
        Confirmation::Nack(_) => None,
    })
}

async fn keep_connected(
    config: Arc<Config>,
    dialer: Arc<Dialer>,
    sender: watch::Sender<Option<Arc<Live>>>,
) {
    while !sender.is_closed() {
        let (connection, broker) = dialer.connect("sending").await;
        let events = connection.events_listener();
        match open(&connection, &config).await {
            Ok(channel) => {
                let live = Arc::new(Live {
                    channel,
                    broken: Notify::new(),
                });
                sender.send_replace(Some(Arc::clone(&live)));
                tokio::select! {
                    () = watch_over(events, &connection, &live.channel, &broker) => {}
                    () = live.broken.notified() => {}
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

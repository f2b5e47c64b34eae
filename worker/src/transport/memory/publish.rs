//! [`Publishing`]: publishes with confirms, over a connection that is reopened when it breaks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::Client;
use super::broker::Broker;
use super::connection::Purpose;
use super::frame::{ConnectionId, Down, Up};
use super::message::Stored;
use crate::transport::{Outgoing, Properties, Routed};

/// The publishing half of a worker's transport. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Publishing(Arc<watch::Sender<Option<Link>>>);

/// An open connection, with the messages that wait for a confirm.
#[derive(Clone, Debug)]
struct Link {
    id: ConnectionId,
    unconfirmed: Arc<Mutex<BTreeMap<u64, oneshot::Sender<Option<Routed>>>>>,
}

impl Default for Publishing {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Publishing {
    pub(super) fn is_connected(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Keeps the connection open. Never returns.
    pub(super) async fn keep_connected(self, client: Client) {
        loop {
            let (id, mut frames) = client.connect(Purpose::Sending).await;
            let link = Link {
                id,
                unconfirmed: Arc::default(),
            };
            self.0.send_replace(Some(link.clone()));
            while let Some(frame) = frames.recv().await {
                if let Down::Confirmed { number, routed } = frame
                    && let Some(confirmed) = link.lock().remove(&number)
                {
                    // The publisher may have given up.
                    let _ = confirmed.send(routed);
                }
            }
            self.0.send_replace(None);
            link.lock().clear();
        }
    }

    pub(super) async fn publish(&self, broker: &Broker, outgoing: Outgoing<'_>) -> Routed {
        let mut links = self.0.subscribe();
        loop {
            let link = match links.wait_for(Option::is_some).await {
                Ok(link) => link.clone(),
                Err(_) => None,
            };
            let Some(link) = link else {
                return std::future::pending().await;
            };
            let (confirm, confirmed) = oneshot::channel();
            let number = broker.number();
            link.lock().insert(number, confirm);
            let frame = Up::Publish {
                number,
                to: outgoing.to.clone(),
                message: message(&outgoing),
            };
            broker.send(link.id, frame);
            match confirmed.await {
                Ok(Some(routed)) => return routed,
                Ok(None) => tokio::time::sleep(Duration::from_secs(1)).await,
                Err(_) => {
                    let is_other =
                        |now: &Option<Link>| now.as_ref().is_none_or(|now| now.id != link.id);
                    if links.wait_for(is_other).await.is_err() {
                        return std::future::pending().await;
                    }
                }
            }
        }
    }
}

impl Link {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, oneshot::Sender<Option<Routed>>>> {
        self.unconfirmed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn message(outgoing: &Outgoing<'_>) -> Stored {
    let new = Stored::new(outgoing.body.clone());
    match &outgoing.properties {
        Properties::New { expiration } => Stored {
            expiration: *expiration,
            ..new
        },
        Properties::Copied {
            received,
            with_expiration,
        } => {
            let received = received.downcast_ref::<Stored>();
            let expiration = received.and_then(|received| received.expiration);
            Stored {
                expiration: expiration.filter(|_| *with_expiration),
                was_parked: received.is_some_and(|received| received.was_parked),
                ..new
            }
        }
    }
}

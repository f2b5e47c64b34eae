//! [`Publishing`]: publishes with confirms, over a connection that is reopened when it breaks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Client;
use super::broker::Broker;
use super::connection::Purpose;
use super::frame::{Down, Up};
use super::ids::ConnectionId;
use super::message::Stored;
use crate::transport::{Choice, Outgoing, Properties, Routed};
use crate::watched::Watched;

/// The publishing half of a worker's transport. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Publishing(Arc<Watched<Option<Link>>>);

/// An open connection, with the requests that wait for an answer.
#[derive(Clone, Debug)]
struct Link {
    id: ConnectionId,
    waiting: Arc<Mutex<Waiting>>,
}

type Waiting = BTreeMap<u64, oneshot::Sender<Answer>>;

/// An answer of the broker.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// `None`: the message could not be stored.
    Confirmed(Option<Routed>),
    Decided(bool),
}

impl Default for Publishing {
    fn default() -> Self {
        Self(Arc::new(Watched::new(None)))
    }
}

impl Publishing {
    pub(super) fn is_connected(&self) -> bool {
        self.0.get().is_some()
    }

    /// Keeps the connection open. Never returns.
    pub(super) async fn keep_connected(self, client: Client) {
        loop {
            let (id, mut frames) = client.connect(Purpose::Sending).await;
            let link = Link {
                id,
                waiting: Arc::default(),
            };
            self.0.modify(|now| *now = Some(link.clone()));
            while let Some(frame) = frames.recv().await {
                let (number, answer) = match frame {
                    Down::Confirmed { number, routed } => (number, Answer::Confirmed(routed)),
                    Down::Decided { number, holds } => (number, Answer::Decided(holds)),
                    _ => continue,
                };
                if let Some(waiting) = link.lock().remove(&number) {
                    // The worker may have given up.
                    let _ = waiting.send(answer);
                }
            }
            self.0.modify(|now| *now = None);
            link.lock().clear();
        }
    }

    pub(super) async fn publish(&self, broker: &Broker, outgoing: &Outgoing<'_>) -> Option<Routed> {
        let frame = |number| Up::Publish {
            number,
            to: outgoing.to.clone(),
            message: message(outgoing),
        };
        match self.ask(broker, frame).await? {
            Answer::Confirmed(routed) => routed,
            Answer::Decided(_) => None,
        }
    }

    pub(super) async fn decide(&self, broker: &Broker, decision: &str, choice: Choice) -> bool {
        let frame = |number| Up::Decide {
            number,
            decision: decision.to_owned(),
            choice,
        };
        loop {
            // A decision that was made already stays the same.
            if let Some(Answer::Decided(holds)) = self.ask(broker, frame).await {
                return holds;
            }
        }
    }

    /// Sends a frame. `None`: the connection broke before the answer; there is another one now.
    async fn ask(&self, broker: &Broker, frame: impl Fn(u64) -> Up) -> Option<Answer> {
        let link = self.0.wait_for(Option::is_some).await?;
        let (answer, answered) = oneshot::channel();
        let number = broker.number();
        link.lock().insert(number, answer);
        broker.send(link.id, frame(number));
        if let Ok(answer) = answered.await {
            return Some(answer);
        }
        let is_other = |now: &Option<Link>| now.as_ref().is_some_and(|now| now.id != link.id);
        self.0.wait_for(is_other).await;
        None
    }
}

impl Link {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn message(outgoing: &Outgoing<'_>) -> Stored {
    let new = Stored::new(outgoing.body.clone());
    match &outgoing.properties {
        Properties::New => new,
        Properties::Copied {
            mark: Some(mark),
            passed_by,
            ..
        } => Stored {
            mark: *mark,
            passed_by: passed_by.clone(),
            ..new
        },
        Properties::Copied {
            received,
            mark: None,
            ..
        } => match received.downcast_ref::<Stored>() {
            Some(received) => Stored {
                expiration: received.expiration,
                mark: received.mark,
                ..new
            },
            None => new,
        },
    }
}

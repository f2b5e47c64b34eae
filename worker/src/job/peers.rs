//! Who runs an action whose message came again: a broken connection makes the broker deliver to one
//! executor what still runs at another, which must not be taken for lost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::transport::{Address, REQUEST_QUEUES};
use crate::worker::Worker;
use mistral_wire::messages::{Peer, RUNS, WHO_RUNS};

/// How long an executor may take to reconnect and to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often it is asked: a question is lost on whoever has no queue at that moment.
const ASK_INTERVAL: Duration = Duration::from_secs(2);

/// The questions that nobody has answered yet.
#[derive(Debug, Default)]
pub(crate) struct Questions(Mutex<HashMap<String, Arc<Notify>>>);

impl Questions {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Notify>>> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    /// Whether another executor runs this, and holds its message from now on.
    pub(crate) async fn runs_elsewhere(&self, key: &str) -> bool {
        let answered = Arc::new(Notify::new());
        self.questions
            .lock()
            .insert(key.to_owned(), Arc::clone(&answered));
        let asking = async {
            // Before that there is nobody to be asked, and nothing to publish to.
            let mut consuming = self.consuming.subscribe();
            let _ = consuming.wait_for(|queues| *queues == REQUEST_QUEUES).await;
            let question = Peer {
                key: key.to_owned(),
                asker: self.parking.address().routing_key,
            };
            let all = Address {
                exchange: format!("{}_fanout", self.config.topic),
                routing_key: self.config.topic.clone(),
            };
            // The queue of an executor that is gone must not fill with questions.
            let expiration = PATIENCE.as_millis().to_string();
            let properties = self.properties.clone().with_expiration(expiration.into());
            loop {
                let body = question.message(WHO_RUNS);
                self.publisher.publish(&all, &body, &properties).await;
                tokio::time::sleep(ASK_INTERVAL).await;
            }
        };
        let is_answered = tokio::select! {
            () = answered.notified() => true,
            () = asking => false,
            () = tokio::time::sleep(PATIENCE) => false,
        };
        self.questions.lock().remove(key);
        is_answered
    }

    /// Answers a peer, or takes its answer.
    pub(crate) async fn hear(&self, method: &str, peer: Peer) {
        if method == RUNS {
            if let Some(answered) = self.questions.lock().get(&peer.key) {
                answered.notify_one();
            }
        } else if peer.asker != self.parking.address().routing_key && self.running.hold(&peer) {
            self.say_runs(peer).await;
        }
    }

    /// Tells a peer that this worker runs, or has run, what it asked for.
    pub(crate) async fn say_runs(&self, peer: Peer) {
        tracing::info!(
            "action execution {} came to another executor, and belongs here",
            peer.key
        );
        let to = Address {
            exchange: String::new(),
            routing_key: peer.asker.clone(),
        };
        let body = peer.message(RUNS);
        self.publisher.publish(&to, &body, &self.properties).await;
    }
}

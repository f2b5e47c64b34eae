//! Questions to other workers about redelivered actions.
//!
//! After a broken connection the broker delivers a message to one worker while its action still runs at another. Such an
//! action must not be reported as lost.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::transport::{Address, Outgoing, REQUEST_QUEUES};
use crate::worker::Worker;
use mistral_wire::messages::{Peer, RUNS, WHO_RUNS};

/// Time that a worker has to reconnect and answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Interval between repeated questions; a worker without a queue at that moment misses one.
const ASK_INTERVAL: Duration = Duration::from_secs(2);

impl Worker {
    /// Returns whether another worker runs the action and has parked its message.
    pub(crate) async fn runs_elsewhere(&self, key: &str) -> bool {
        let answered = Arc::new(Notify::new());
        self.questions
            .lock()
            .insert(key.to_owned(), Arc::clone(&answered));
        let asking = async {
            // Before that, answers cannot arrive and the fanout exchange may not exist.
            let mut consuming = self.consuming.subscribe();
            let _ = consuming.wait_for(|queues| *queues == REQUEST_QUEUES).await;
            let question = Peer {
                key: key.to_owned(),
                asker: self.transport.parking().routing_key,
            };
            let all = Address {
                exchange: format!("{}_fanout", self.config.topic),
                routing_key: self.config.topic.clone(),
            };
            // Questions must not accumulate in the queue of a worker that is gone.
            loop {
                let body = question.message(WHO_RUNS);
                let message = Outgoing::expiring(&all, body, PATIENCE);
                self.transport.publish(message).await;
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

    /// Handles a question or an answer of a peer.
    pub(crate) async fn hear(&self, method: &str, peer: Peer) {
        if method == RUNS {
            if let Some(answered) = self.questions.lock().get(&peer.key) {
                answered.notify_one();
            }
        } else if peer.asker != self.transport.parking().routing_key && self.running.hold(&peer) {
            self.say_runs(peer).await;
        }
    }

    /// Answers a peer that this worker runs or has run the action.
    pub(crate) async fn say_runs(&self, peer: Peer) {
        tracing::info!(
            "action execution {} was delivered to another worker, but runs here",
            peer.key
        );
        let to = Address::queue(&*peer.asker);
        let message = Outgoing::new(&to, peer.message(RUNS));
        self.transport.publish(message).await;
    }
}

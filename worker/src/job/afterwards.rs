//! [`Afterwards`]: acknowledgements that the broker may not have received.
//!
//! AMQP does not confirm an acknowledgement. If its channel ends first, the broker delivers the message of a finished
//! action again, and another worker would refuse it. So a worker watches its acknowledgements until a later answer of the
//! broker shows that they arrived, and otherwise declares the message superseded.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};

use super::holding::Settled;
use super::id::Id;
use crate::transport::{Choice, Receipt, Transport, decision_name};
use crate::watched::Watched;

/// Time for which acknowledgements accumulate, to be proved together.
const INTERVAL: Duration = Duration::from_millis(200);
/// Decisions that are made at the same time.
const CONCURRENT: usize = 64;

/// The acknowledged messages of actions that must not run twice.
#[derive(Debug, Default)]
pub(crate) struct Afterwards {
    added: Mutex<Vec<(Id, Settled)>>,
    /// Number of messages that are not known to be gone.
    open: Watched<usize>,
}

impl Afterwards {
    /// Adds a settled message.
    pub(super) fn add(&self, key: Id, settled: Settled) {
        self.lock().push((key, settled));
        self.open.modify(|open| *open += 1);
    }

    /// Waits until all messages are known to be gone.
    pub(super) async fn finished(&self) {
        self.open.wait_for(|open| *open == 0).await;
    }

    /// Proves that the messages are gone, or declares them superseded. Never returns.
    pub(crate) async fn run(&self, transport: &dyn Transport, topic: &str) {
        loop {
            self.open.wait_for(|open| *open > 0).await;
            tokio::time::sleep(INTERVAL).await;
            let added = std::mem::take(&mut *self.lock());
            let number = added.len();
            let unknown = unproved(added).await;
            stream::iter(unknown)
                .for_each_concurrent(CONCURRENT, |(key, generation)| async move {
                    let decision = decision_name(topic, &key.to_string(), generation);
                    transport.decide(&decision, Choice::Superseded).await;
                })
                .await;
            self.open.modify(|open| *open -= number);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Id, Settled)>> {
        // No code panics while it holds the lock.
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the messages whose acknowledgement may have been lost.
async fn unproved(settled: Vec<(Id, Settled)>) -> Vec<(Id, u32)> {
    let mut channels: Vec<(Receipt, bool)> = Vec::new();
    for (_, settled) in &settled {
        for receipt in &settled.receipts {
            if !channels
                .iter()
                .any(|(known, _)| known.shares_channel(receipt))
            {
                channels.push((receipt.clone(), false));
            }
        }
    }
    for (channel, is_proved) in &mut channels {
        *is_proved = channel.verify().await;
    }
    let is_proved = |receipt: &Receipt| {
        let mut channels = channels.iter();
        channels.any(|(channel, is_proved)| *is_proved && channel.shares_channel(receipt))
    };
    settled
        .into_iter()
        .filter(|(_, settled)| {
            settled.receipts.is_empty() || !settled.receipts.iter().all(is_proved)
        })
        .flat_map(|(key, settled)| {
            settled
                .generations
                .map(move |generation| (key.clone(), generation))
        })
        .collect()
}

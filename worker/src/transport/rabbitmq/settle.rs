//! Sends the settlements of deliveries.

use std::convert::Infallible;

use futures_util::FutureExt;
use lapin::Channel;
use lapin::options::{BasicAckOptions, BasicNackOptions};

use crate::transport::{Inbound, Receipts, Settlement};

/// Sends settlements as they accumulate. Never returns.
pub(super) async fn flush_settlements(receipts: &Receipts, channel: &Channel) -> Infallible {
    loop {
        receipts.changed().await;
        // Lets jobs that are about to finish settle first.
        tokio::task::yield_now().await;
        flush(receipts, channel);
    }
}

/// Hands the accumulated settlements to the connection, which sends them before later frames of the channel. Waiting
/// until they are sent would cost a wake-up each.
pub(super) fn flush(receipts: &Receipts, channel: &Channel) {
    for settlement in receipts.take_settlements() {
        let sent = match settlement {
            Settlement::Acknowledge { tag, multiple } => {
                let options = BasicAckOptions { multiple };
                channel.basic_ack(tag, options).now_or_never()
            }
            Settlement::Requeue(tag) => {
                let options = BasicNackOptions {
                    // A rejected message is dead-lettered from the parking queue to the topic; requeued, it would
                    // return to this worker.
                    requeue: receipts.inbound() == Inbound::Requests,
                    ..BasicNackOptions::default()
                };
                channel.basic_nack(tag, options).now_or_never()
            }
        };
        if let Some(Err(error)) = sent {
            tracing::debug!(
                "cannot settle deliveries, which the broker will deliver again: {error}"
            );
            return;
        }
    }
}

//! Sends the settlements of deliveries.

use std::convert::Infallible;
use std::time::Duration;

use futures_util::FutureExt;
use lapin::Channel;
use lapin::options::{BasicAckOptions, BasicNackOptions, BasicQosOptions};
use tokio::time::Instant;

use crate::transport::{Inbound, Receipts, Settlement};

/// Interval between proofs that a channel is open.
const PROOF_INTERVAL: Duration = Duration::from_secs(2);
/// Time within which the broker must answer; otherwise the connection is given up.
const ANSWER_TIME: Duration = Duration::from_secs(5);

/// Sends settlements as they accumulate. Never returns.
pub(super) async fn flush_settlements(receipts: &Receipts, channel: &Channel) -> Infallible {
    loop {
        receipts.changed().await;
        // Lets jobs that are about to finish settle first.
        tokio::task::yield_now().await;
        flush(receipts, channel);
    }
}

/// Proves again and again, by an answer of the broker, that the channel is open. Returns when it is not.
pub(super) async fn prove(
    receipts: &Receipts,
    channel: &Channel,
    prefetch: u16,
) -> Result<Infallible, Unproved> {
    loop {
        tokio::select! {
            () = receipts.wanted() => {}
            () = tokio::time::sleep(PROOF_INTERVAL) => {}
        }
        let (number, began) = (receipts.asked(), Instant::now());
        flush(receipts, channel);
        // Any synchronous method will do; this one changes nothing.
        let asking = channel.basic_qos(prefetch, BasicQosOptions::default());
        match tokio::time::timeout(ANSWER_TIME, asking).await {
            Ok(Ok(())) => receipts.verified(number, began),
            Ok(Err(error)) => return Err(Unproved::Ended(error)),
            Err(_) => return Err(Unproved::Silent),
        }
    }
}

/// Reason why a channel is not known to be open.
#[derive(Debug)]
pub(super) enum Unproved {
    Ended(lapin::Error),
    /// The broker does not answer: the connection may be half open.
    Silent,
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

//! Signs of life of running actions, without which the engine fails them after a while
//! (`mistral/services/action_heartbeat_sender.py`).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::worker::Worker;
use mistral_wire::messages as wire;

/// Sends heartbeats for as long as the worker lives: also while it drains, because what still runs then
/// must not be given up.
pub(crate) async fn send(worker: Arc<Worker>, interval: Duration) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let running = worker.running.action_executions();
        if !running.is_empty() {
            let message = wire::heartbeat(&running);
            let sending = worker
                .publisher
                .publish(&worker.engine, &message, &worker.properties);
            // A late heartbeat is worth nothing.
            if tokio::time::timeout(interval, sending).await.is_err() {
                tracing::warn!(
                    "heartbeats of {} running actions could not be sent",
                    running.len()
                );
            }
        }
    }
}

//! Heartbeats of running actions; without them the engine fails the actions
//! (`mistral/services/action_heartbeat_sender.py`).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::transport::Outgoing;
use crate::worker::Worker;
use mistral_wire::messages as wire;

/// Sends heartbeats until the worker ends. This includes the drain, since the engine must not fail actions that still
/// run.
pub(crate) async fn send(worker: Arc<Worker>, interval: Duration) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let running = worker.jobs.action_executions();
        if !running.is_empty() {
            let message = wire::heartbeat(&running);
            let sending = worker
                .transport
                .publish(Outgoing::new(&worker.engine, message));
            // A late heartbeat has no value.
            if tokio::time::timeout(interval, sending).await.is_err() {
                tracing::warn!(
                    "cannot send the heartbeats of {} running actions in time",
                    running.len()
                );
            }
        }
    }
}

//! What systemd wants to know of a service of `Type=notify`, and its watchdog.

use std::sync::Arc;

use sd_notify::NotifyState::{self, Ready, Stopping, Watchdog};

use crate::transport::REQUEST_QUEUES;
use crate::worker::Worker;

/// Tells systemd when the worker is ready, and that it lives. Never returns. Without systemd this does
/// nothing.
pub(crate) async fn tell(worker: Arc<Worker>) {
    let mut consuming = worker.consuming.subscribe();
    // The sender lives as long as the worker.
    let _ = consuming.wait_for(|queues| *queues == REQUEST_QUEUES).await;
    notify(Ready);
    let Some(limit) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    // From within the connections' runtime: when that is stuck, so is this. An action that blocks its thread is no
    // reason to be killed.
    let mut ticks = tokio::time::interval(limit / 2);
    loop {
        ticks.tick().await;
        notify(Watchdog);
    }
}

/// Tells systemd that the worker is about to end.
pub(crate) fn stopping() {
    notify(Stopping);
}

fn notify(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!("systemd cannot be told: {error}");
    }
}

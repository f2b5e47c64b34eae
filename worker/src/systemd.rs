//! Notifications for systemd services of `Type=notify`, and the watchdog.

use sd_notify::NotifyState::{self, Ready, Stopping, Watchdog};
use tokio::sync::watch;

/// Notifies systemd when the worker is ready, and then its watchdog. Never returns. Without systemd it does nothing.
pub(crate) async fn keep_notified(mut consuming: watch::Receiver<usize>, request_queues: usize) {
    // The sender lives as long as the worker.
    let _ = consuming.wait_for(|queues| *queues >= request_queues).await;
    notify(Ready);
    let Some(limit) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    // On the runtime of the connections: if that is stuck, the watchdog restarts the worker. An action that blocks its
    // thread does not affect it.
    let mut ticks = tokio::time::interval(limit / 2);
    loop {
        ticks.tick().await;
        notify(Watchdog);
    }
}

/// Notifies systemd that the worker is stopping.
pub(crate) fn stopping() {
    notify(Stopping);
}

fn notify(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!("cannot notify systemd: {error}");
    }
}

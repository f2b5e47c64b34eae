//! The orderly end: nothing new, what runs finishes, the rest goes back to the broker.

use std::future::pending;
use std::time::Duration;

use super::CLEAN_UP_TIME;
use crate::worker::Worker;

/// How long what is given back may take to be given back.
const GIVE_BACK_TIME: Duration = Duration::from_secs(5);

impl Worker {
    /// Lets what runs finish, within the time that the operator grants.
    pub(crate) async fn drain(&self) {
        let granted = self.config.drain_timeout;
        match granted {
            Some(granted) => tracing::info!(
                "stopping: {} actions are running and have {} s to finish",
                self.running.len(),
                granted.as_secs_f32()
            ),
            None => tracing::info!(
                "stopping: waiting for {} actions that are running",
                self.running.len()
            ),
        }
        let time_is_up = async {
            match granted {
                Some(granted) => tokio::time::sleep(granted).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = self.finished() => return tracing::info!("stopped: everything is finished"),
            () = time_is_up => {}
            () = self.abandon.cancelled() => {}
        }
        self.abandon.cancel();
        let left = self.running.len();
        if tokio::time::timeout(CLEAN_UP_TIME + GIVE_BACK_TIME, self.finished())
            .await
            .is_err()
        {
            // The broker delivers again what is left as soon as the connection is closed.
            tracing::error!("the broker does not answer in time");
        }
        tracing::warn!(
            "stopped: {left} actions were not finished in time and were given back to the broker"
        );
    }

    /// Waits until nothing arrives and nothing runs any more.
    async fn finished(&self) {
        let mut consuming = self.consuming.subscribe();
        // The sender lives as long as the worker.
        let _ = consuming.wait_for(|queues| *queues == 0).await;
        self.jobs.close();
        self.jobs.wait().await;
    }
}

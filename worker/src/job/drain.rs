//! The drain: no new requests, running actions finish, the rest is requeued.

use std::future::pending;
use std::time::Duration;

use super::run_action::{CLEAN_UP_TIME, unfinished};
use crate::worker::Worker;

/// Time for requeueing the unfinished actions.
const GIVE_BACK_TIME: Duration = Duration::from_secs(5);

impl Worker {
    /// Lets running actions finish within `graceful_shutdown_timeout`, and requeues the rest.
    pub(crate) async fn drain(&self) {
        let granted = self.config.drain_timeout;
        match granted {
            Some(granted) => tracing::info!(
                "draining: {}, with {} s to finish",
                running(self.jobs.len()),
                granted.as_secs_f32()
            ),
            None => tracing::info!(
                "draining: {}, without a time limit",
                running(self.jobs.len())
            ),
        }
        let time_is_up = async {
            match granted {
                Some(granted) => tokio::time::sleep(granted).await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.finished() => return tracing::info!("stopped: all actions have finished"),
            () = time_is_up => {}
            () = self.abandon.cancelled() => {}
        }
        self.fail_outstanding().await;
        self.abandon.cancel();
        let left = self.jobs.len();
        if tokio::time::timeout(CLEAN_UP_TIME + GIVE_BACK_TIME, self.finished())
            .await
            .is_err()
        {
            // The broker delivers the remaining messages again as soon as the connection is closed.
            tracing::error!("the broker did not confirm the requeued messages in time");
        }
        tracing::warn!("stopped: {} requeued, not finished in time", actions(left));
    }

    /// Waits until nothing is consumed and no job is left.
    async fn finished(&self) {
        let mut consuming = self.consuming.subscribe();
        // The sender lives as long as the worker.
        let _ = consuming.wait_for(|queues| *queues == 0).await;
        self.tasks.close();
        self.tasks.wait().await;
        self.afterwards.finished().await;
    }

    /// Delivers an error in place of each result that is left. A stored handle is not touched.
    async fn fail_outstanding(&self) {
        let error = unfinished();
        let failing = self.dispatcher.outstanding_results().fail(&error);
        match tokio::time::timeout(GIVE_BACK_TIME, failing).await {
            Ok(failed) => {
                for (target, outcome) in failed {
                    let id = target.action_execution_id.as_deref().unwrap_or("of a call");
                    match outcome {
                        Ok(()) => tracing::warn!(
                            "action `{}`, action execution {id}: stopped before its result",
                            target.action
                        ),
                        Err(error) => tracing::error!(
                            "action `{}`, action execution {id}: cannot report its end: {error}",
                            target.action
                        ),
                    }
                }
            }
            Err(_) => tracing::error!("the broker did not take the errors of unfinished actions"),
        }
    }
}

/// Counts running actions in words.
fn running(count: usize) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb} running", actions(count))
}

fn actions(count: usize) -> String {
    let noun = if count == 1 { "action" } else { "actions" };
    format!("{count} {noun}")
}

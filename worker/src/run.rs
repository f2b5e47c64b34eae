//! The lifetime of a [`Worker`]: from its first connection to the end of the drain.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::job::heartbeat;
use crate::metrics::monitoring;
use crate::systemd;
use crate::transport::Intake;
use crate::worker::Worker;

/// Upper bound on closing the connection.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

impl Worker {
    /// Runs until `stop` is cancelled, and then until all actions have ended or `abandon` is cancelled.
    ///
    /// # Errors
    ///
    /// If the monitoring address cannot be bound, or after an internal error that requires a restart.
    pub(crate) async fn run(self: Arc<Self>) -> Result<(), String> {
        let monitoring = match &self.config.monitoring_address {
            Some(address) => Some(monitoring::listen(address).await?),
            None => None,
        };
        let close = CancellationToken::new();
        // On the actions' runtime, so that a delivery does not change threads before its action.
        let mut consumer = {
            let receiving = Box::pin(Arc::clone(&self).receive(close.clone()));
            self.env.spawn(&self.actions, receiving)
        };
        let mut background = tokio::task::JoinSet::new();
        if let Some(interval) = self.config.heartbeat_interval {
            let sending = Box::pin(heartbeat::send(Arc::clone(&self), interval));
            self.env.spawn_in(&mut background, sending);
        }
        let worker = Arc::clone(&self);
        let proving = Box::pin(async move {
            let (transport, topic) = (&*worker.transport, &*worker.config.topic);
            worker.afterwards.run(transport, topic).await;
        });
        self.env.spawn_in(&mut background, proving);
        if let Some(listener) = monitoring {
            let serving = Box::pin(monitoring::serve(listener, Arc::clone(&self)));
            self.env.spawn_in(&mut background, serving);
        }
        let notifying = Box::pin(systemd::keep_notified(
            self.consuming.subscribe(),
            self.transport.request_queues(),
        ));
        self.env.spawn_in(&mut background, notifying);
        tokio::select! {
            biased;
            () = self.stop.cancelled() => {}
            ended = &mut consumer => {
                return Err(format!("internal error: consuming ended: {ended:?}"));
            }
        }
        systemd::stopping();
        self.drain().await;
        close.cancel();
        let closing = async {
            let ended = consumer.await;
            self.transport.close().await;
            ended
        };
        match tokio::time::timeout(CLOSE_TIMEOUT, closing).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!("the consumer failed: {error}"),
            Err(_) => tracing::warn!("the broker did not close the connection in time"),
        }
        Ok(())
    }

    async fn receive(self: Arc<Self>, close: CancellationToken) {
        let worker = Arc::clone(&self);
        let intake = Intake {
            on_delivery: Box::new(move |delivery| {
                // Boxed, because the future has kilobytes and would be moved ten times.
                let job = Box::pin(Arc::clone(&worker).serve(delivery));
                worker.env.spawn_tracked(&worker.tasks, job);
            }),
            prefetch: self.config.slots,
            stop: self.stop.clone(),
            close,
            consuming: self.consuming.clone(),
        };
        self.transport.receive(intake).await;
    }
}

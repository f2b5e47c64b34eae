//! Runs the action of a request.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use mistral_actions::ActionResult;
use mistral_actions::dispatch::CallOptions;
use mistral_actions::error::ErrorKind;

use super::answer::error_result;
use super::attempt::Attempt;
use super::contexts;
use super::later::EngineSink;
use super::outcome::Outcome;
use super::resolve::{ForeignAction, ResolvedAction, Wanted};
use super::run::Run;
use crate::metrics::Ending;
use crate::transport::{Address, Delivery, Outgoing};
use crate::worker::Worker;

impl Worker {
    /// Runs the action of a request.
    pub(super) async fn run_once(self: &Arc<Self>, run: Run<'_>) -> Outcome {
        let attempt = Attempt::of(self, &run);
        // The dispatcher catches panics of actions; this catches those of layers.
        let outcome = AssertUnwindSafe(self.outcome(run)).catch_unwind().await;
        let (outcome, ending) = outcome.unwrap_or_else(|_| {
            let problem = "the executor panicked before it called the action";
            (Outcome::Result(ActionResult::error(problem)), Ending::Error)
        });
        attempt.end(ending);
        outcome
    }

    async fn outcome(self: &Arc<Self>, it: Run<'_>) -> (Outcome, Ending) {
        let ResolvedAction { action, input, run } = match it.wanted {
            Wanted::Ours(resolved) => *resolved,
            Wanted::Foreign(ForeignAction { description, .. }) => {
                return match &self.forward {
                    Some(to) if self.forward(to, it.delivery, &description).await => {
                        (Outcome::Forwarded, Ending::Forwarded)
                    }
                    Some(to) => refuse(format!(
                        "the broker refused to forward the request for {description} to {}",
                        to.routing_key
                    )),
                    None => refuse(format!(
                        "this executor has no {description}: link the pack that provides it, or set \
                         [mistral_actions] forward_topic to forward it"
                    )),
                };
            }
            Wanted::Senseless(problem) => return refuse(problem),
            Wanted::Forbidden(problem) => {
                let (outcome, _) = refuse(problem);
                return (outcome, Ending::NotAllowed);
            }
        };
        let security = match contexts::security(&it.message.context, it.was_delivered_before) {
            Ok(security) => security,
            Err(problem) => return refuse(problem),
        };
        let mut options = CallOptions::new()
            .security_source(security)
            .execution(run.execution)
            .cancellation(self.abandon.child_token());
        if let Some(timeout) = run
            .timeout
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        {
            options = options.timeout(timeout);
        }
        let is_sync = action.is_sync();
        if !is_sync {
            options = options.result_sink(Arc::new(EngineSink {
                worker: Arc::clone(self),
                context: it.message.context.clone(),
                holding: it.holding,
            }));
        }
        let (name, id) = (action.name(), it.id.unwrap_or("of a call"));
        tracing::debug!("starting action `{name}`, action execution {id}");
        let call = self.dispatcher.call_action(&action, input, options);
        match self.polls.watch(name, call).await {
            Ok(ActionResult::Data(_)) if !is_sync => (Outcome::Started, Ending::Asynchronous),
            Ok(result) => {
                let ending = Ending::of_result(&result);
                (Outcome::Result(result), ending)
            }
            Err(error) if error.kind() == ErrorKind::Cancelled && self.abandon.is_cancelled() => {
                (Outcome::Abandoned, Ending::GivenBack)
            }
            Err(error) => {
                tracing::warn!("action `{name}` failed, action execution {id}: {error}");
                let ending = Ending::of_error(&error);
                (Outcome::Result(error_result(error)), ending)
            }
        }
    }

    /// Forwards a request unchanged. Returns whether the broker accepts it.
    async fn forward(&self, to: &Address, delivery: &Delivery, description: &str) -> bool {
        tracing::debug!("forwarding {description} to {}", to.routing_key);
        let what = ("the request for", description);
        self.insist(Outgoing::copy(to, delivery), what).await
    }
}

fn refuse(problem: String) -> (Outcome, Ending) {
    tracing::error!("{problem}");
    let result = ActionResult::error(problem);
    (Outcome::Result(result), Ending::UnknownAction)
}

//! The life of a request to run an action.

use std::sync::Arc;
use std::time::Duration;

use mistral_actions::{ActionError, ActionResult};
use mistral_wire::messages::{Message, RunAction, RunRequest};
use tokio::sync::SemaphorePermit;
use tokio::time::Instant;

use super::admission::Admission;
use super::claim::Claim;
use super::keep::{Held, Lost};
use super::keep_alives::KeepAlives;
use super::outcome::Outcome;
use super::prepare::Prepared;
use super::resolve::Wanted;
use super::run::Run;
use super::table::Arrival;
use super::take_over::{Takeover, is_passed_on};
use crate::env;
use crate::metrics::Event;
use crate::transport::{CopyState, Delivery, Inbound, Standing};
use crate::worker::Worker;

/// Time that an abandoned action has to clean up.
pub(crate) const CLEAN_UP_TIME: Duration = Duration::from_secs(5);

/// A request with the claim on it.
struct Request<'a> {
    message: &'a Message,
    delivery: &'a Delivery,
    id: Option<&'a str>,
    key: &'a str,
    /// The action may run a second time, or does not run at all.
    is_safe: bool,
    arrived: Instant,
}

/// The end of an attempt to run an action.
enum End {
    Done,
    /// The worker ends before the action.
    Abandoned,
    Lost,
}

impl Worker {
    pub(super) async fn run_action(self: Arc<Self>, message: &Message, delivery: Delivery) {
        let arrived = env::now();
        let RunRequest {
            action_ex_id: id,
            run,
        } = message.run_request();
        let Some(key) = id
            .clone()
            .or_else(|| Some(message.call.as_ref()?.message_id.clone()))
        else {
            tracing::error!(
                "dropping a request to run an action: it is a cast without `action_ex_id`"
            );
            return delivery.receipt.acknowledge();
        };
        let is_passed_on = is_passed_on(&delivery);
        if delivery.receipt.inbound() == Inbound::Parking && !is_passed_on {
            if !self.jobs.take_copy(&key, &delivery) {
                // A rejected one would count as new elsewhere.
                self.leave(&key, &delivery).await;
            }
            return;
        }
        let standing = delivery.standing();
        let is_safe = run.as_ref().is_ok_and(|run| run.safe_rerun);
        // Before the job: until then a later copy of the request may arrive.
        let takeover = if is_passed_on {
            Some(self.take_over(&key, &delivery).await)
        } else {
            None
        };
        match takeover {
            Some(Takeover::Declined) => return self.leave(&key, &delivery).await,
            Some(Takeover::Unreleased) if !is_safe => return self.leave(&key, &delivery).await,
            _ => {}
        }
        let is_released = takeover == Some(Takeover::Released);
        let may_be_withdrawn =
            standing == Standing::Held || delivery.mark.state == CopyState::Passed && !is_released;
        if is_safe
            && may_be_withdrawn
            && !self.jobs.contains(&key)
            && !self.may_take(&key, &delivery).await
        {
            return delivery.receipt.acknowledge();
        }
        let admission = self.jobs.admit(&Arrival {
            key: &key,
            message_id: &message.id,
            delivery: &delivery,
            standing,
            is_action_execution: id.is_some(),
            is_safe,
        });
        let claim = match admission {
            Admission::New(claim) => claim,
            Admission::Joined => {
                self.metrics.count(Event::Joined);
                tracing::info!("action execution {key} was delivered again while it runs here");
                return;
            }
            Admission::Finished => return delivery.receipt.acknowledge(),
        };
        let request = Request {
            message,
            delivery: &delivery,
            id: id.as_deref(),
            key: &key,
            is_safe,
            arrived,
        };
        if standing != Standing::New {
            self.metrics.count(Event::Redelivered);
        }
        match standing {
            Standing::Unknown if !request.is_safe => {
                tracing::info!(
                    "action execution {key} was delivered before and may run elsewhere: it is held back for {} s",
                    self.config.hold_time.as_secs_f32()
                );
                self.metrics.count(Event::Held);
                self.hold(request.held(&claim)).await;
                claim.discard();
            }
            Standing::Held if !request.is_safe => self.refuse_held(&request, claim).await,
            _ => self.run_claimed(&request, claim, run).await,
        }
    }

    /// Refuses a held action, unless its message is superseded.
    async fn refuse_held(&self, request: &Request<'_>, claim: Claim) {
        if self.may_refuse(request.held(&claim)).await {
            self.refuse(request, claim).await;
        } else {
            claim.discard();
        }
    }

    /// Reports that an action is refused.
    async fn refuse(&self, request: &Request<'_>, claim: Claim) {
        // Mistral's text (`mistral/executors/default_executor.py`), which workflows may look for.
        let problem = "Request to run an action was redelivered, but it cannot be re-run safely. The only safe \
             thing to do is fail it.";
        self.metrics.count(Event::Refused);
        tracing::error!("action execution {}: {problem}", request.key);
        let result = ActionResult::error(problem.to_owned());
        self.tell(request.message, request.id, &result).await;
        claim.complete(None);
    }

    async fn run_claimed(
        self: &Arc<Self>,
        request: &Request<'_>,
        claim: Claim,
        run: Result<RunAction, String>,
    ) {
        let held = request.held(&claim);
        let is_new = request.delivery.standing() == Standing::New;
        let mut keep_alives = KeepAlives::new(request.message.call.as_ref(), request.arrived);
        if is_passed_on(request.delivery) {
            // The other worker has stopped sending them.
            keep_alives.hurry(env::now());
        }
        let prepared = tokio::select! {
            biased;
            prepared = self.prepare(held, run) => prepared,
            never = keep_alives.send(self) => match never {},
        };
        let (wanted, slot) = match prepared {
            Prepared::Ready(wanted, slot) => (wanted, slot),
            Prepared::PassedTo(taker) => {
                claim.hand_over(taker.generation);
                return self.release(request.key, &taker).await;
            }
            Prepared::Void => return claim.discard(),
            Prepared::Unstarted => return self.return_unstarted(request, claim).await,
        };
        if !request.is_safe && !claim.holding().verify().await {
            if claim.holding().is_in_doubt() {
                return self.return_unstarted(request, claim).await;
            }
            // The connection broke meanwhile, and another worker may have the message.
            tracing::info!(
                "action execution {} is not started: the broker delivers it again",
                request.key
            );
            return claim.requeue().await;
        }
        // A quorum queue drops a message that has returned too often. The copy begins to count again, and so an action that
        // ends its worker at once is not lost.
        if request.is_safe
            && request.delivery.returns > 0
            && !self.supersede(held, CopyState::Parked).await
        {
            return claim.discard();
        }
        self.metrics
            .started(wanted.action(), env::now() - request.arrived);
        let end = tokio::select! {
            biased;
            Lost = self.keep(held) => End::Lost,
            () = self.abandoned() => End::Abandoned,
            end = self.work_on(request, &claim, wanted, !is_new, slot, keep_alives) => end,
        };
        match end {
            // Not earlier: after a crash before the broker has the result, the message must be delivered again.
            End::Done => claim.complete((!request.is_safe).then_some(&self.afterwards)),
            End::Abandoned => {
                tracing::warn!("requeueing the unfinished action execution {}", request.key);
                claim.requeue().await;
            }
            End::Lost => {
                tracing::error!(
                    "action execution {} is cancelled: this worker was cut off from the broker, and others may have \
                     refused it",
                    request.key
                );
                // A result that comes later is not wanted.
                claim.holding().revoke();
                self.refuse(request, claim).await;
            }
        }
    }

    /// Returns an unstarted request to the topic.
    async fn return_unstarted(&self, request: &Request<'_>, claim: Claim) {
        if self.prepare_return(request.held(&claim)).await {
            claim.requeue().await;
        } else {
            claim.discard();
        }
    }

    /// Runs the action and reports its result.
    async fn work_on(
        self: &Arc<Self>,
        request: &Request<'_>,
        claim: &Claim,
        wanted: Wanted,
        was_delivered_before: bool,
        slot: SemaphorePermit<'_>,
        mut keep_alives: KeepAlives<'_>,
    ) -> End {
        let run = Run {
            message: request.message,
            delivery: request.delivery,
            id: request.id,
            wanted,
            was_delivered_before,
            holding: Arc::clone(claim.holding()),
        };
        let outcome = tokio::select! {
            biased;
            outcome = self.run_once(run) => outcome,
            never = keep_alives.send(self) => match never {},
        };
        match outcome {
            Outcome::Result(result) => {
                claim.holding().detach(false);
                let report = || self.tell(request.message, request.id, &result);
                self.report_owned(claim.holding(), report).await;
            }
            Outcome::Abandoned => return End::Abandoned,
            Outcome::Started => {
                drop(slot);
                claim.holding().detach(true);
                if let Some(id) = request.id {
                    self.late_result(id).await;
                    claim.holding().reported().await;
                }
            }
            Outcome::Forwarded => {}
        }
        End::Done
    }

    /// Waits until the result of an asynchronous action was delivered, or its handle was stored.
    async fn late_result(&self, id: &str) {
        self.dispatcher.outstanding_results().delivered(id).await;
    }

    /// Waits for a forced shutdown and the time that actions have to clean up after it.
    async fn abandoned(&self) {
        self.abandon.cancelled().await;
        tokio::time::sleep(CLEAN_UP_TIME).await;
    }
}

impl<'a> Request<'a> {
    fn held(&self, claim: &'a Claim) -> Held<'a> {
        Held {
            key: self.key,
            delivery: self.delivery,
            holding: claim.holding(),
            is_safe: self.is_safe,
        }
    }
}

/// The error of an asynchronous action whose worker ends before its result.
pub(super) fn unfinished() -> ActionError {
    ActionError::new("the executor was stopped before the action delivered its result")
}

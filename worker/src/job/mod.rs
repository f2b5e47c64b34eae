//! One delivery, from its arrival to its acknowledgement.

pub(crate) mod answer;
pub(crate) mod contexts;
mod drain;
pub(crate) mod heartbeat;
mod id;
mod later;
pub(crate) mod outcome;
mod peers;
pub(crate) mod questions;
mod request;
pub(crate) mod running;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use mistral_actions::error::ErrorKind;
use mistral_actions::{ActionRequest, ActionResult};
use tokio::time::Instant;
use tracing::Instrument;

use self::answer::error_result;
use self::later::EngineSink;
use self::outcome::Outcome;
use self::request::{Wanted, wanted};
use self::running::{Arrival, Claim, Parker, acknowledge};
use crate::traces;
use crate::transport::{Address, Delivery, Inbound, Outgoing, Receipt, Routed};
use crate::worker::Worker;
use mistral_wire::messages::{
    Message, RUNS, Reply, RpcFailure, RunAction, RunRequest, WHO_RUNS, decompressed, read_action,
};

/// Time that a requeued action has to clean up.
pub(crate) const CLEAN_UP_TIME: Duration = Duration::from_secs(5);

/// Upper bound on a request's wait for a slot. Requests wait only if more were delivered than there are slots, which
/// happens when actions are parked or a connection was lost. Other workers may be idle meanwhile.
const WAIT_FOR_A_SLOT: Duration = Duration::from_secs(10);

impl Worker {
    /// Handles a delivery.
    pub(crate) async fn serve(self: Arc<Self>, delivery: Delivery) {
        let body = decompressed(&delivery.body, delivery.compression.as_deref());
        let last = self.contexts.last();
        let message = match body.and_then(|body| Message::read(&body, last.as_ref())) {
            Ok(message) => message,
            Err(problem) => {
                // Its sender cannot be informed, and a redelivery would not help.
                tracing::error!(
                    "dropping a message of {} bytes: {problem}",
                    delivery.body.len()
                );
                return delivery.receipt.acknowledge();
            }
        };
        let known = self.contexts.get(&message.context);
        // At the highest level, so that every log line within it has the ids.
        let span = tracing::error_span!(
            "request",
            ids = known.logged_ids,
            otel.name = message.method,
            otel.kind = "consumer"
        );
        traces::join(&span, &known.ids);
        self.dispatch(message, delivery).instrument(span).await;
    }

    async fn dispatch(self: Arc<Self>, message: Message, delivery: Delivery) {
        let receipt = delivery.receipt.clone();
        let call = message.call.as_ref();
        let refusal = match message.method.as_str() {
            _ if !is_supported(&message) => {
                let version = message.version.as_deref().unwrap_or("1.0");
                RpcFailure::unsupported_version(version, &message.method)
            }
            "run_action" => return self.run_action(&message, delivery).await,
            "oslo_rpc_server_ping" if self.config.answers_pings => {
                if let Some(call) = call {
                    self.reply(call, &Reply::Result("\"pong\"".to_owned()))
                        .await;
                }
                return receipt.acknowledge();
            }
            method @ (WHO_RUNS | RUNS) => {
                if let Some(peer) = message.peer() {
                    self.hear(method, peer).await;
                }
                return receipt.acknowledge();
            }
            method => RpcFailure::no_such_method(method),
        };
        tracing::error!("unsupported RPC method `{}`", message.method);
        if let Some(call) = call {
            self.reply(call, &Reply::Failure(refusal)).await;
        }
        receipt.acknowledge();
    }

    async fn run_action(self: Arc<Self>, message: &Message, delivery: Delivery) {
        let receipt = &delivery.receipt;
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
            return receipt.acknowledge();
        };
        let redelivered = delivery.redelivered || delivery.was_parked;
        let claim = self.running.claim(&Arrival {
            key: &key,
            message_id: &message.id,
            receipt,
            redelivered: redelivered || receipt.inbound() == Inbound::Parking,
            is_action_execution: id.is_some(),
        });
        let parker = match claim {
            Claim::Start(_) if receipt.inbound() == Inbound::Parking => {
                // Its action has ended or was returned meanwhile, so the parked message is only a copy.
                return self.running.release(&key);
            }
            Claim::Start(parker) => parker,
            Claim::Joined if receipt.inbound() == Inbound::Parking => {
                return self.running.keep_latest(&key);
            }
            Claim::Joined => {
                tracing::info!("action execution {key} was delivered again while it runs here");
                return;
            }
            Claim::Finished => return receipt.acknowledge(),
        };
        if redelivered && run.as_ref().is_ok_and(|run| !run.safe_rerun) {
            let is_held = tokio::select! {
                biased;
                () = self.stop.cancelled() => return self.running.give_back(&key),
                is_held = self.runs_elsewhere(&key) => is_held,
            };
            if is_held {
                return self.running.release(&key);
            }
        }
        let slot = tokio::select! {
            biased;
            () = self.stop.cancelled() => None,
            slot = self.slots.acquire() => slot.ok(),
            () = tokio::time::sleep(WAIT_FOR_A_SLOT) => None,
            () = self.keep_parked(&delivery, &parker) => None,
        };
        let Some(_slot) = slot else {
            return self.return_unstarted(&key, &delivery).await;
        };
        if !self.running.is_held(&key) {
            // The connection broke meanwhile, and another worker may be about to start the action.
            tracing::info!("action execution {key} is not started: the broker delivers it again");
            return drop(self.running.withdraw(&key));
        }
        self.metrics.started();
        let work = self.work_on(message, &delivery, id.as_deref(), run, redelivered);
        let is_finished = tokio::select! {
            is_finished = work => is_finished,
            () = self.keep_parked(&delivery, &parker) => false,
            () = self.abandoned() => false,
        };
        if is_finished {
            // Not earlier: after a crash before the broker has the result, the message must be delivered again.
            self.running.finish(&key);
        } else {
            tracing::warn!("requeueing the unfinished action execution {key}");
            self.metrics.given_back();
            self.running.give_back(&key);
        }
    }

    /// Runs the action and reports its result. Returns false if the worker stops before.
    async fn work_on(
        self: &Arc<Self>,
        message: &Message,
        delivery: &Delivery,
        id: Option<&str>,
        run: Result<RunAction, String>,
        redelivered: bool,
    ) -> bool {
        let started = Instant::now();
        // The dispatcher catches panics of actions; this catches those of packs and providers before the call.
        let outcome = AssertUnwindSafe(self.outcome(message, delivery, id, run, redelivered));
        let outcome = tokio::select! {
            outcome = outcome.catch_unwind() => outcome.unwrap_or_else(|_| {
                let problem = "the executor panicked before it called the action";
                Outcome::Result(ActionResult::error(problem))
            }),
            () = self.reassure(message.call.as_ref()) => return false,
        };
        self.metrics.ended(started.elapsed(), &outcome);
        match outcome {
            Outcome::Result(result) => self.tell(message, id, &result).await,
            Outcome::Abandoned => return false,
            Outcome::Started | Outcome::Forwarded => {}
        }
        true
    }

    /// Waits for a forced shutdown and the time that actions have to clean up after it.
    async fn abandoned(&self) {
        self.abandon.cancelled().await;
        tokio::time::sleep(CLEAN_UP_TIME).await;
    }

    async fn outcome(
        self: &Arc<Self>,
        message: &Message,
        delivery: &Delivery,
        id: Option<&str>,
        run: Result<RunAction, String>,
        redelivered: bool,
    ) -> Outcome {
        let refuse = |problem: String| {
            tracing::error!("{problem}");
            Outcome::Result(ActionResult::error(problem))
        };
        let run = match run {
            Ok(run) => run,
            Err(problem) => {
                return refuse(format!("the executor cannot read the request: {problem}"));
            }
        };
        if redelivered && !run.safe_rerun {
            // Mistral's text (`mistral/executors/default_executor.py`), which workflows may look for.
            return refuse(
                "Request to run an action was redelivered, but it cannot be re-run safely. The only safe \
                 thing to do is fail it."
                    .to_owned(),
            );
        }
        let form = match read_action(&run.action) {
            Ok(form) => form,
            Err(problem) => {
                return refuse(format!("the executor cannot read the action: {problem}"));
            }
        };
        match wanted(form, &self.classes, |name| self.find(name)).await {
            Wanted::Ours(name, input) => {
                let request = ActionRequest::new(name, input);
                self.call(request, message, id, run, redelivered).await
            }
            Wanted::Foreign(description) => match &self.forward {
                Some(to) if self.forward(to, delivery, &description).await => Outcome::Forwarded,
                Some(to) => refuse(format!(
                    "the broker refused to forward the request for {description} to {}",
                    to.routing_key
                )),
                None => refuse(format!(
                    "this executor has no {description}: link the pack that provides it, or set \
                     [mistral_actions] forward_topic to forward it"
                )),
            },
            Wanted::Senseless(problem) => refuse(problem),
        }
    }

    /// Runs an action of this binary.
    async fn call(
        self: &Arc<Self>,
        request: ActionRequest,
        message: &Message,
        id: Option<&str>,
        run: RunAction,
        redelivered: bool,
    ) -> Outcome {
        let mut security = match &self.contexts.get(&message.context).security {
            Ok(security) => Arc::clone(security),
            Err(problem) => {
                let problem = format!("the executor cannot read the request's context: {problem}");
                return Outcome::Result(ActionResult::error(problem));
            }
        };
        if redelivered {
            Arc::make_mut(&mut security).redelivered = true;
        }
        let mut request = request
            .shared_security(security)
            .execution(run.execution)
            .cancellation(self.abandon.child_token());
        if let Some(timeout) = run
            .timeout
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        {
            request = request.timeout(timeout);
        }
        let name = request.name().to_owned();
        let action = self.find(name.clone().into()).await;
        let is_sync = action.is_none_or(|action| action.is_sync());
        if !is_sync {
            request = request.result_sink(Arc::new(EngineSink {
                worker: Arc::clone(self),
                context: message.context.clone(),
            }));
        }
        let id = id.unwrap_or("of a call");
        tracing::debug!("starting action `{name}`, action execution {id}");
        match self.dispatcher.call(request).await {
            Ok(ActionResult::Data(_)) if !is_sync => Outcome::Started,
            Ok(result) => Outcome::Result(result),
            Err(error) if error.kind() == ErrorKind::Cancelled && self.abandon.is_cancelled() => {
                Outcome::Abandoned
            }
            Err(error) => {
                tracing::warn!("action `{name}` failed, action execution {id}: {error}");
                Outcome::Result(error_result(error))
            }
        }
    }

    /// Forwards a request unchanged. Returns whether the broker accepts it.
    async fn forward(&self, to: &Address, delivery: &Delivery, description: &str) -> bool {
        tracing::debug!("forwarding {description} to {}", to.routing_key);
        let what = ("the request for", description);
        self.insist(Outgoing::copy(to, delivery), what).await
    }

    /// Parks the message of a long action before the broker's `consumer_timeout`. Never returns.
    async fn keep_parked(&self, delivery: &Delivery, parker: &Parker) {
        let parking = self.transport.parking();
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.config.park_after) => {}
                () = parker.wanted.notified() => {}
            }
            let message = Outgoing::lasting_copy(&parking, delivery);
            if self.transport.publish(message).await == Routed::Yes {
                for peer in parker.take_askers() {
                    self.say_runs(peer).await;
                }
            }
        }
    }

    /// Returns the message of an action that was not started: as a new message, because a redelivered one counts as
    /// started.
    async fn return_unstarted(&self, key: &str, delivery: &Delivery) {
        if delivery.redelivered {
            return self.running.give_back(key);
        }
        // First, because the new message may be delivered here before the old one is acknowledged.
        let deliveries = self.running.withdraw(key);
        match self.give_to_others(delivery).await {
            Routed::Yes => acknowledge(deliveries),
            // The queue is gone; requeueing keeps the message.
            Routed::No | Routed::Refused => deliveries.iter().for_each(Receipt::requeue),
        }
    }

    /// Publishes a message to the topic again.
    async fn give_to_others(&self, delivery: &Delivery) -> Routed {
        let to = Address {
            exchange: self.config.control_exchange.clone(),
            routing_key: self.config.topic.clone(),
        };
        self.transport.publish(Outgoing::copy(&to, delivery)).await
    }
}

/// Returns whether a request is for the executor's interface: version 1.0, without a namespace.
fn is_supported(message: &Message) -> bool {
    let version = message.version.as_deref().unwrap_or("1.0");
    message.namespace.is_none() && matches!(version, "1.0" | "1")
}

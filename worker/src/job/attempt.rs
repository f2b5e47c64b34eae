//! [`Attempt`]: what is reported of an action when it ends.

use std::sync::Arc;
use std::time::Duration;

use mistral_actions::input::RawInput;
use mistral_actions::{ExecutionContext, SecurityContext};
use mistral_wire::messages::RequestContext;
use serde_json::Value;
use tokio::time::Instant;

use super::holding::Holding;
use super::resolve::Wanted;
use super::run::Run;
use crate::audit::{self, Record};
use crate::env;
use crate::metrics::{Ending, Event};
use crate::worker::Worker;

/// An attempt to run an action, from its start. Dropped before its end, it reports that the request was given back.
pub(super) struct Attempt<'a> {
    worker: &'a Worker,
    ending: Ending,
    began: Instant,
    action: String,
    id: Option<String>,
    was_delivered_before: bool,
    holding: Arc<Holding>,
    /// What only the audit log needs.
    audited: Option<Audited>,
}

struct Audited {
    context: RequestContext,
    execution: ExecutionContext,
    inputs: Vec<String>,
}

impl<'a> Attempt<'a> {
    pub(super) fn of(worker: &'a Worker, run: &Run<'_>) -> Self {
        let audited = worker.audit.is_some().then(|| {
            let (execution, inputs) = match &run.wanted {
                Wanted::Ours(resolved) => {
                    let inputs = match &resolved.input {
                        RawInput::Value(Value::Object(inputs)) => inputs.keys().cloned().collect(),
                        _ => Vec::new(),
                    };
                    (resolved.run.execution.clone(), inputs)
                }
                _ => Default::default(),
            };
            Audited {
                context: run.message.context.clone(),
                execution,
                inputs,
            }
        });
        Self {
            worker,
            ending: Ending::GivenBack,
            began: env::now(),
            action: run.wanted.action().to_owned(),
            id: run.id.map(str::to_owned),
            was_delivered_before: run.was_delivered_before,
            holding: Arc::clone(&run.holding),
            audited,
        }
    }

    /// The action has ended.
    pub(super) fn end(mut self, ending: Ending) {
        self.ending = ending;
    }

    fn audit(&self, took: Duration) {
        let (Some(log), Some(audited)) = (&self.worker.audit, &self.audited) else {
            return;
        };
        let security = audited.context.security();
        let security = security.as_ref().ok().map(|source| source.security());
        let of_security = |get: fn(&SecurityContext) -> Option<&String>| {
            security.and_then(get).map(String::as_str)
        };
        let execution = &audited.execution;
        let written = log.write(&Record {
            time: audit::now(),
            user_id: of_security(|security| security.user_id.as_ref()),
            user_name: of_security(|security| security.user_name.as_ref()),
            project_id: of_security(|security| security.project_id.as_ref()),
            project_name: of_security(|security| security.project_name.as_ref()),
            request_id: audited.context.ids().request_id.as_deref(),
            workflow: execution.workflow_name.as_deref(),
            workflow_execution_id: execution.workflow_execution_id.as_deref(),
            task_id: execution.task_execution_id.as_deref(),
            action_execution_id: self.id.as_deref(),
            action: &self.action,
            inputs: audited.inputs.iter().map(String::as_str).collect(),
            outcome: self.ending.name(),
            duration: took,
            redelivered: self.was_delivered_before,
        });
        if !written {
            self.worker.metrics.count(Event::AuditFailed);
        }
    }
}

/// Reports the end to metrics, log and audit log.
impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let (took, action, ending) = (env::now() - self.began, self.action.as_str(), self.ending);
        self.worker.metrics.ended(action, ending, took);
        let (joined, parked) = self.holding.history();
        let mut notes = String::new();
        for (happened, note) in [
            (self.was_delivered_before, ", redelivered"),
            (joined, ", joined"),
            (parked, ", parked"),
        ] {
            if happened {
                notes.push_str(note);
            }
        }
        tracing::info!(
            "action `{action}` ended: {ending}, {:.3} s, action execution {}{notes}",
            took.as_secs_f64(),
            self.id.as_deref().unwrap_or("of a call"),
        );
        self.audit(took);
    }
}

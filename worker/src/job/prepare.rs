//! Prepares a request: finds its action and a slot, or another worker.

use std::time::Duration;

use mistral_wire::messages::RunAction;
use tokio::sync::SemaphorePermit;

use super::keep::Held;
use super::pass_on::{PassedOn, Taker};
use super::resolve::Wanted;
use super::take_over::is_passed_on;
use crate::metrics::Event;
use crate::worker::Worker;

/// Upper bound on a request's wait for a slot. Requests wait only if more were delivered than there are slots, which
/// happens when messages are parked or a connection was lost. Other workers may be idle meanwhile.
const WAIT_FOR_A_SLOT: Duration = Duration::from_secs(1);

/// The same for a request that was passed on: only few workers have its action.
const WAIT_IN_ROOM: Duration = Duration::from_secs(10);

/// A request that is about to begin, or that does not begin here.
pub(super) enum Prepared<'a> {
    Ready(Wanted, SemaphorePermit<'a>),
    /// Another worker waits for its release.
    PassedTo(Taker),
    /// Another worker has decided about it.
    Void,
    /// It goes back to the topic.
    Unstarted,
}

impl Worker {
    /// Finds the action of a request and a slot, or another worker that has the action.
    pub(super) async fn prepare(
        &self,
        it: Held<'_>,
        run: Result<RunAction, String>,
    ) -> Prepared<'_> {
        // Before the slot: a provider may be slow.
        let wanted = tokio::select! {
            biased;
            () = self.stop.cancelled() => None,
            wanted = self.resolve(run) => Some(wanted),
        };
        if let Some(Wanted::Foreign(foreign)) = &wanted
            && self.asks_for(foreign)
        {
            match self.pass_on(it, foreign).await {
                PassedOn::To(taker) => return Prepared::PassedTo(taker),
                PassedOn::Refused => return Prepared::Void,
                PassedOn::Unknown => return Prepared::Unstarted,
                PassedOn::No => {}
            }
        }
        // Another worker cannot run a request that was passed on here.
        let room = is_passed_on(it.delivery).then(|| self.room.try_acquire().ok());
        let patience = match room {
            Some(Some(_)) => WAIT_IN_ROOM,
            _ => WAIT_FOR_A_SLOT,
        };
        let slot = tokio::select! {
            biased;
            () = self.stop.cancelled() => None,
            slot = self.slots.acquire() => slot.ok(),
            () = tokio::time::sleep(patience) => None,
        };
        if let (Some(wanted), Some(slot)) = (wanted, slot) {
            return Prepared::Ready(wanted, slot);
        }
        tracing::debug!(
            "action execution {} finds no slot, and goes back to the topic",
            it.key
        );
        self.metrics.count(Event::HandedBack);
        Prepared::Unstarted
    }
}

//! [`KeepAlives`]: signs of life for the caller of a synchronous action.

use std::convert::Infallible;
use std::time::Duration;

use mistral_wire::messages::{Call, Reply};
use tokio::time::Instant;

use crate::transport::{Address, Outgoing};
use crate::worker::Worker;

/// The keep-alives of a call, from its arrival to its reply. A caller gives up if it receives none for its timeout.
#[derive(Debug)]
pub(super) struct KeepAlives<'a> {
    /// The call with the interval. `None`: no caller waits.
    call: Option<(&'a Call, Duration)>,
    next: Instant,
}

impl<'a> KeepAlives<'a> {
    /// Creates the keep-alives of a call. The first one is due half of the caller's timeout after `last`.
    pub(super) fn new(call: Option<&'a Call>, last: Instant) -> Self {
        let timeout = call.and_then(|call| Some((call, call.timeout?)));
        let call = timeout.and_then(|(call, timeout)| {
            let interval = Duration::try_from_secs_f64(timeout / 2.0).ok()?;
            (!interval.is_zero()).then_some((call, interval))
        });
        let interval = call.map_or(Duration::ZERO, |(_, interval)| interval);
        Self {
            call,
            next: last + interval,
        }
    }

    /// Makes the next one due now.
    pub(super) fn hurry(&mut self, now: Instant) {
        self.next = now;
    }

    /// Sends keep-alives until it is dropped.
    pub(super) async fn send(&mut self, worker: &Worker) -> Infallible {
        let Some((call, interval)) = self.call else {
            return std::future::pending().await;
        };
        let to = Address::queue(&*call.reply_queue);
        loop {
            tokio::time::sleep_until(self.next).await;
            let body = Reply::StillRunning.message(call);
            worker.transport.publish(Outgoing::new(&to, body)).await;
            self.next = crate::env::now() + interval;
        }
    }
}

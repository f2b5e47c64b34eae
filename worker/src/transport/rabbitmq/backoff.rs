//! The wait before the next attempt to connect.

use std::time::Duration;

use crate::config::Rabbit;

/// oslo.messaging's waits: first `rabbit_retry_interval`, then `rabbit_retry_backoff` longer each time, up to
/// `rabbit_interval_max`.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    step: Duration,
    max: Duration,
    next: Duration,
}

impl Backoff {
    pub(super) fn new(rabbit: &Rabbit) -> Self {
        Self {
            step: rabbit.retry_backoff,
            max: rabbit.retry_max,
            next: rabbit.retry_interval,
        }
    }

    /// Returns the next wait.
    pub(super) fn next(&mut self) -> Duration {
        let wait = self.next.min(self.max);
        self.next = wait + self.step;
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_maximum() {
        let seconds = Duration::from_secs;
        let mut backoff = Backoff {
            step: seconds(2),
            max: seconds(4),
            next: seconds(1),
        };
        assert_eq!(
            [backoff.next(), backoff.next(), backoff.next()],
            [1, 3, 4].map(seconds)
        );
    }
}

//! The wait before the next attempt to connect or to consume.

use std::time::Duration;

use rand::RngExt;

use crate::config::Rabbit;

/// oslo.messaging's waits: first `rabbit_retry_interval`, then `rabbit_retry_backoff` longer each time, up to
/// `rabbit_interval_max`. Each is shortened or extended by up to a half, so that workers that lose a broker together do
/// not return together.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    first: Duration,
    step: Duration,
    max: Duration,
    splay: Duration,
    next: Duration,
}

impl Backoff {
    pub(super) fn new(rabbit: &Rabbit) -> Self {
        Self {
            first: rabbit.retry_interval,
            step: rabbit.retry_backoff,
            max: rabbit.retry_max,
            splay: rabbit.reconnect_splay,
            next: rabbit.retry_interval,
        }
    }

    /// Returns the wait after a failed attempt.
    pub(super) fn next(&mut self) -> Duration {
        let wait = self.next.min(self.max);
        self.next = wait + self.step;
        wait.mul_f64(rand::rng().random_range(0.5..=1.5))
    }

    /// Returns the wait after the end of a connection that worked.
    pub(super) fn after_loss(&mut self) -> Duration {
        self.next = self.first;
        let upper = self.first * 2 + self.splay;
        upper.mul_f64(rand::rng().random_range(0.0..=1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backoff(splay: u64) -> Backoff {
        let seconds = Duration::from_secs;
        Backoff {
            first: seconds(1),
            step: seconds(2),
            max: seconds(4),
            splay: seconds(splay),
            next: seconds(1),
        }
    }

    /// Returns the largest number of times within a second.
    fn most_in_a_second(mut times: Vec<Duration>) -> usize {
        times.sort_unstable();
        let within = |at: &Duration| {
            let later = times.iter().filter(|time| *time >= at);
            later
                .filter(|time| **time < *at + Duration::from_secs(1))
                .count()
        };
        times.iter().map(within).max().unwrap_or(0)
    }

    #[test]
    fn waits_grow_up_to_the_maximum() {
        for _ in 0..100 {
            let mut backoff = backoff(0);
            for seconds in [1, 3, 4, 4] {
                let wait = backoff.next().as_secs_f64() / f64::from(seconds);
                assert!((0.5..=1.5).contains(&wait), "{wait}");
            }
            assert!(backoff.after_loss() <= Duration::from_secs(2));
            assert!(backoff.next() <= Duration::from_secs_f64(1.5));
        }
    }

    #[test]
    fn workers_that_lose_a_broker_together_return_apart() {
        let after_loss = |splay| {
            let times = (0..50).map(|_| backoff(splay).after_loss());
            most_in_a_second(times.collect())
        };
        assert!(after_loss(0) < 45);
        assert!(after_loss(8) < 20);
        let third = (0..50).map(|_| {
            let mut backoff = backoff(0);
            (0..3).map(|_| backoff.next()).sum()
        });
        assert!(most_in_a_second(third.collect()) < 40);
    }
}

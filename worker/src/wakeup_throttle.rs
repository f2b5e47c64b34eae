//! [`WakeupThrottle`]: combines the wake-ups of a busy thread.
#![expect(clippy::disallowed_methods, reason = "it delays a real thread")]

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Interval between wake-ups of the connections' thread under high load.
const INTERVAL: Duration = Duration::from_micros(500);

/// Number of wake-ups without delay after a time of low load; enough for some dozens of requests.
const ALLOWANCE: u32 = 100;

/// Limits the wake-ups of a thread, as drivers of network cards moderate interrupts. Under low load the thread wakes at
/// once; beyond [`ALLOWANCE`] it handles everything that arrives within [`INTERVAL`] together.
///
/// The broker confirms and delivers in packets of a few messages, each of which would wake this thread, which wakes
/// others. Wake-ups are the largest part of a message's cost, and take processor time from the broker, which would put
/// more messages into a packet. The thread must run nothing that blocks or computes.
///
/// The limit is the generic cell rate algorithm (ITU-T I.371, "virtual scheduling").
#[derive(Debug, Default)]
pub(crate) struct WakeupThrottle {
    /// Time of the next wake-up at the steady rate; `None` before the first.
    due: Mutex<Option<Instant>>,
}

impl WakeupThrottle {
    /// Delays the thread; call it when the thread is about to park.
    pub(crate) fn pause(&self) {
        let pause = self.pause_at(Instant::now());
        if !pause.is_zero() {
            thread::sleep(pause);
        }
    }

    fn pause_at(&self, now: Instant) -> Duration {
        // No code panics while it holds the lock.
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let this = due.map_or(now, |due| due.max(now));
        *due = Some(this + INTERVAL);
        this.duration_since(now)
            .saturating_sub(INTERVAL * ALLOWANCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wakes the thread repeatedly without pause; returns the time that this takes.
    fn wake(throttle: &WakeupThrottle, now: &mut Instant, times: u32) -> Duration {
        let begin = *now;
        for _ in 0..times {
            *now += throttle.pause_at(*now);
        }
        *now - begin
    }

    #[test]
    fn burst_is_not_delayed_and_later_wakeups_are_spaced() {
        let (throttle, mut now) = (WakeupThrottle::default(), Instant::now());
        assert_eq!(wake(&throttle, &mut now, ALLOWANCE), Duration::ZERO);
        // One more than the allowance, because the first is due at once.
        assert_eq!(wake(&throttle, &mut now, 1), Duration::ZERO);
        assert_eq!(wake(&throttle, &mut now, 1_000), INTERVAL * 1_000);
    }

    #[test]
    fn slow_wakeups_are_never_delayed() {
        let (throttle, mut now) = (WakeupThrottle::default(), Instant::now());
        for _ in 0..1_000 {
            assert_eq!(throttle.pause_at(now), Duration::ZERO);
            now += INTERVAL;
        }
    }

    #[test]
    fn low_load_restores_the_allowance() {
        let (throttle, mut now) = (WakeupThrottle::default(), Instant::now());
        wake(&throttle, &mut now, 1_000);
        now += INTERVAL * 10;
        assert_eq!(wake(&throttle, &mut now, 10), Duration::ZERO);
        assert_eq!(wake(&throttle, &mut now, 1), INTERVAL);
        // Never more than the allowance.
        now += INTERVAL * ALLOWANCE * 10;
        assert_eq!(wake(&throttle, &mut now, ALLOWANCE + 1), Duration::ZERO);
        assert_eq!(wake(&throttle, &mut now, 1), INTERVAL);
    }
}

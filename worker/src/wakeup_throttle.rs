//! [`WakeupThrottle`]: a thread that is woken too often has its wake-ups put together.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often the connections' thread is woken when there is much to do.
const INTERVAL: Duration = Duration::from_micros(500);

/// How many wake-ups come at once after a time in which there was little to do: those of some dozens of requests.
const ALLOWANCE: u32 = 100;

/// Moderates how often a thread is woken, as drivers of network cards moderate interrupts: while there is little to
/// do, whatever arrives is seen at once. Beyond [`ALLOWANCE`] it is seen with all that arrives within [`INTERVAL`].
///
/// The broker confirms and delivers in packets of a few messages, and each would wake this thread, and by it others.
/// That costs more than anything else about a message, and takes from the broker the processor time in which it would
/// put more into a packet. Such a thread must run nothing that may block or that is work.
///
/// What is due is counted by the generic cell rate algorithm (ITU-T I.371, "virtual scheduling").
#[derive(Debug, Default)]
pub(crate) struct WakeupThrottle {
    /// When the next wake-up is due, at a steady pace. Nothing until the first.
    due: Mutex<Option<Instant>>,
}

impl WakeupThrottle {
    /// To be called when the thread is about to wait for what arrives.
    pub(crate) fn pause(&self) {
        let pause = self.pause_at(Instant::now());
        if !pause.is_zero() {
            thread::sleep(pause);
        }
    }

    fn pause_at(&self, now: Instant) -> Duration {
        // Nothing panics while it is held.
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

    /// Wakes so often, with nothing to do between; returns how long that takes.
    fn wake(throttle: &WakeupThrottle, now: &mut Instant, times: u32) -> Duration {
        let begin = *now;
        for _ in 0..times {
            *now += throttle.pause_at(*now);
        }
        *now - begin
    }

    #[test]
    fn a_burst_is_not_delayed_and_what_follows_has_a_pace() {
        let (throttle, mut now) = (WakeupThrottle::default(), Instant::now());
        assert_eq!(wake(&throttle, &mut now, ALLOWANCE), Duration::ZERO);
        // One more, because the first is due at once.
        assert_eq!(wake(&throttle, &mut now, 1), Duration::ZERO);
        assert_eq!(wake(&throttle, &mut now, 1_000), INTERVAL * 1_000);
    }

    #[test]
    fn a_pace_that_is_slow_enough_is_never_delayed() {
        let (throttle, mut now) = (WakeupThrottle::default(), Instant::now());
        for _ in 0..1_000 {
            assert_eq!(throttle.pause_at(now), Duration::ZERO);
            now += INTERVAL;
        }
    }

    #[test]
    fn time_with_little_to_do_gives_the_allowance_back() {
        let (throttle, mut now) = (WakeupThrottle::default(), Instant::now());
        wake(&throttle, &mut now, 1_000);
        now += INTERVAL * 10;
        assert_eq!(wake(&throttle, &mut now, 10), Duration::ZERO);
        assert_eq!(wake(&throttle, &mut now, 1), INTERVAL);
        // Never more than that, however long it was.
        now += INTERVAL * ALLOWANCE * 10;
        assert_eq!(wake(&throttle, &mut now, ALLOWANCE + 1), Duration::ZERO);
        assert_eq!(wake(&throttle, &mut now, 1), INTERVAL);
    }
}

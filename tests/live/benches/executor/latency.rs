//! How long a request takes at a steady load, from its publication to its result.

use std::time::{Duration, Instant};

use live_tests::{Failure, Result, Stack};
use tokio::runtime::Handle;

use crate::engine::Engine;
use crate::executor::{Executor, id, number};

/// How long requests are sent.
const SENDING: Duration = Duration::from_secs(8);
/// The first ones, while connections and caches warm up, do not count.
const WARMING_UP: Duration = Duration::from_secs(2);

/// The percentiles that are told.
pub(crate) const PERCENTS: [f64; 3] = [50.0, 95.0, 99.0];

/// Times from request to result, in milliseconds: of each of [`PERCENTS`].
pub(crate) type Latencies = [f64; PERCENTS.len()];

/// The percentiles of times, which are put in order.
fn percentiles(times: &mut [f64]) -> Latencies {
    times.sort_by(f64::total_cmp);
    PERCENTS.map(|percent| {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "thousands"
        )]
        let index = ((times.len() - 1) as f64 * percent / 100.0).round() as usize;
        times[index]
    })
}

/// Keeps the better of each percentile: whatever else the machine does only takes away.
pub(crate) fn keep_best(best: &mut Latencies, other: Latencies) {
    for (best, other) in best.iter_mut().zip(other) {
        *best = best.min(other);
    }
}

impl Executor {
    /// The times at so many requests per second.
    pub(crate) async fn latencies(
        self,
        stack: &Stack,
        engine: &Engine,
        rate: f64,
    ) -> Result<Latencies> {
        engine.begin().await?;
        let mut results = engine.results().await?;
        let _process = self.start(stack)?;
        // Of an id of its own: oslo.messaging drops a message whose id it has seen.
        engine.request(&id(0)).await?;
        results.first().await?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "thousands"
        )]
        let requests = (SENDING.as_secs_f64() * rate) as usize;
        let started = Instant::now();
        // When each is due: one that is sent late because the sender is busy counts from then.
        let due = move |number: usize| {
            #[expect(clippy::cast_precision_loss, reason = "thousands")]
            let seconds = number as f64 / rate;
            Duration::from_secs_f64(seconds)
        };
        // A thread of its own: tokio's timer, of whole milliseconds, would be most of what is measured.
        let (runtime, sender) = (Handle::current(), engine.clone());
        let sending = tokio::task::spawn_blocking(move || {
            for number in 1..=requests {
                std::thread::sleep(due(number).saturating_sub(started.elapsed()));
                runtime.block_on(sender.request(&id(number)))?;
            }
            runtime.block_on(sender.settled())
        });
        let mut latencies = Vec::with_capacity(requests);
        for _ in 0..requests {
            let result = results.next().await?;
            let now = started.elapsed();
            let number = number(&result);
            let number =
                number.ok_or_else(|| Failure::new("a result without the id of its request"))?;
            let due = due(number);
            if due > WARMING_UP {
                latencies.push((now.saturating_sub(due)).as_secs_f64() * 1e3);
            }
        }
        sending.await??;
        Ok(percentiles(&mut latencies))
    }
}

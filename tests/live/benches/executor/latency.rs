//! Latency at a steady load, from the publication of a request to its result.

use std::time::{Duration, Instant};

use live_tests::{Failure, Result, Stack};
use tokio::runtime::Handle;

use crate::engine::Engine;
use crate::executor::{Executor, request_number};
use crate::request::Requests;

/// Duration of the load.
const SENDING: Duration = Duration::from_secs(8);
/// Requests of this first period are not measured, because connections and caches warm up.
const WARMING_UP: Duration = Duration::from_secs(2);

/// The reported percentiles.
pub(crate) const PERCENTS: [f64; 3] = [50.0, 95.0, 99.0];

/// Times from request to result in milliseconds, one for each of [`PERCENTS`].
pub(crate) type Latencies = [f64; PERCENTS.len()];

/// Sorts times and returns their percentiles.
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

/// Keeps the better of each percentile, because other load on the machine can only worsen it.
pub(crate) fn keep_best(best: &mut Latencies, other: Latencies) {
    for (best, other) in best.iter_mut().zip(other) {
        *best = best.min(other);
    }
}

impl Executor {
    /// Measures the latencies at a number of requests per second.
    pub(crate) async fn latencies(
        self,
        stack: &Stack,
        engine: &Engine,
        rate: f64,
    ) -> Result<Latencies> {
        engine.reset_queues().await?;
        let mut results = engine.results().await?;
        let _process = self.start(stack)?;
        // Every request needs a new id, because oslo.messaging drops messages whose id it has seen.
        engine.request(0, Requests::USUAL).await?;
        results.first().await?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "thousands"
        )]
        let requests = (SENDING.as_secs_f64() * rate) as usize;
        let started = Instant::now();
        // Latency counts from the time at which a request is due, even if it is sent late.
        let due = move |number: usize| {
            #[expect(clippy::cast_precision_loss, reason = "thousands")]
            let seconds = number as f64 / rate;
            Duration::from_secs_f64(seconds)
        };
        // A separate thread, because the resolution of tokio's timer, a millisecond, would dominate the measurement.
        let (runtime, sender) = (Handle::current(), engine.clone());
        let sending = tokio::task::spawn_blocking(move || {
            for number in 1..=requests {
                std::thread::sleep(due(number).saturating_sub(started.elapsed()));
                runtime.block_on(sender.request(number, Requests::USUAL))?;
            }
            runtime.block_on(sender.wait_confirmed())
        });
        let mut latencies = Vec::with_capacity(requests);
        for _ in 0..requests {
            let result = results.next().await?;
            let now = started.elapsed();
            let number = request_number(&result);
            let number = number.ok_or_else(|| Failure::new("a result has no id of a request"))?;
            let due = due(number);
            if due > WARMING_UP {
                latencies.push((now.saturating_sub(due)).as_secs_f64() * 1e3);
            }
        }
        sending.await??;
        Ok(percentiles(&mut latencies))
    }
}

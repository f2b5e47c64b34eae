//! How long a request takes at half load, from its publication to its result.

use std::time::{Duration, Instant};

use live_tests::{Failure, Result, Stack};

use crate::engine::Engine;
use crate::executor::{Executor, id, number};

/// How long requests are sent.
const SENDING: Duration = Duration::from_secs(8);
/// The first ones, while connections and caches warm up, do not count.
const WARMING_UP: Duration = Duration::from_secs(2);

/// Times from request to result, in milliseconds, sorted.
#[derive(Debug)]
pub(crate) struct Latencies(Vec<f64>);

impl Latencies {
    pub(crate) fn percentile(&self, percent: f64) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "thousands"
        )]
        let index = ((self.0.len() - 1) as f64 * percent / 100.0).round() as usize;
        self.0[index]
    }
}

impl Executor {
    pub(crate) async fn latencies(
        self,
        stack: &Stack,
        engine: &Engine,
        rate: f64,
    ) -> Result<Latencies> {
        let mut results = engine.results().await?;
        let _process = self.start(stack)?;
        engine.request(&id(0)).await?;
        results.next().await?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "thousands"
        )]
        let requests = (SENDING.as_secs_f64() * rate) as usize;
        let started = Instant::now();
        // When each is due: one that is sent late because the sender is busy counts from then.
        let due = |number: usize| {
            #[expect(clippy::cast_precision_loss, reason = "thousands")]
            let seconds = number as f64 / rate;
            Duration::from_secs_f64(seconds)
        };
        let sending = async {
            for number in 0..requests {
                tokio::time::sleep_until((started + due(number)).into()).await;
                engine.request(&id(number)).await?;
            }
            engine.settled().await
        };
        let receiving = async {
            let mut latencies = Vec::with_capacity(requests);
            for _ in 0..requests {
                let result = results.next().await?;
                let now = started.elapsed();
                let due = due(number(&result)
                    .ok_or_else(|| Failure::new("a result without the id of its request"))?);
                if due > WARMING_UP {
                    latencies.push((now.saturating_sub(due)).as_secs_f64() * 1e3);
                }
            }
            latencies.sort_by(f64::total_cmp);
            Ok(Latencies(latencies))
        };
        let (sent, received) = tokio::join!(sending, receiving);
        sent?;
        received
    }
}

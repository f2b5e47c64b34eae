//! The Python executor and ours, side by side: the same messages wait in RabbitMQ, and each drains them.
//!
//! `cargo xtask bench executor`
//!
//! Measured from outside, by whoever plays the engine: the time from the start of the process to the first
//! result, results per second between the first and the last, and from `/proc` the processor time between
//! these two and the peak of memory. Then, at a steady load, the time from each request to its result.

mod engine;
mod executor;
mod latency;
mod process;
mod report;

use std::path::PathBuf;

use live_tests::{Result, Stack};

use engine::Engine;
use executor::{Drained, Executor};
use latency::{Latencies, PERCENTS};

/// Requests that are drained: enough for seconds of work each.
const PYTHON_REQUESTS: usize = 2_000;
const OUR_REQUESTS: usize = 40_000;
/// How often: the best counts, since whatever else the machine does only takes away.
const ROUNDS: usize = 3;

struct Measured {
    python: Drained,
    ours: Drained,
    /// Each at half of what it can do.
    python_at_its_half: Latencies,
    ours_at_its_half: Latencies,
    /// Ours at half of what Python can do.
    ours_at_pythons_half: Latencies,
}

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/live/bench");
    let stack = Stack::up(folder, &[])?;
    let engine = Engine::connect(&stack).await?;
    let (mut python, mut ours) = (None, None);
    // By turns, so that what disturbs one disturbs the other.
    for round in 1..=ROUNDS {
        for (executor, requests, best) in [
            (Executor::Python, PYTHON_REQUESTS, &mut python),
            (Executor::Ours, OUR_REQUESTS, &mut ours),
        ] {
            let drained = executor.drain(&stack, &engine, requests).await?;
            eprintln!("round {round} of {ROUNDS}, {requests} requests, {executor}: {drained}");
            Drained::keep_best(best, drained);
        }
    }
    let (Some(python), Some(ours)) = (python, ours) else {
        unreachable!("there are rounds");
    };
    let (slow, fast) = (python.per_second / 2.0, ours.per_second / 2.0);
    let [
        mut python_at_its_half,
        mut ours_at_pythons_half,
        mut ours_at_its_half,
    ] = [[f64::INFINITY; PERCENTS.len()]; 3];
    for round in 1..=ROUNDS {
        for (executor, rate, best) in [
            (Executor::Python, slow, &mut python_at_its_half),
            (Executor::Ours, slow, &mut ours_at_pythons_half),
            (Executor::Ours, fast, &mut ours_at_its_half),
        ] {
            let latencies = executor.latencies(&stack, &engine, rate).await?;
            eprintln!(
                "round {round} of {ROUNDS}, {rate:.0} requests per second, {executor}: {latencies:.2?} ms"
            );
            latency::keep_best(best, latencies);
        }
    }
    report::print(&Measured {
        python,
        ours,
        python_at_its_half,
        ours_at_its_half,
        ours_at_pythons_half,
    });
    Ok(())
}

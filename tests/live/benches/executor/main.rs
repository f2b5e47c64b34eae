//! Comparison of Mistral's Python executor with the Rust worker: each drains the same messages from RabbitMQ.
//!
//! `cargo xtask bench executor`
//!
//! The benchmark acts as the engine and measures from outside: the time from the start of the process to the first
//! result, results per second between the first and the last result, and from `/proc` the processor time between
//! these two and the peak memory. Then it measures the time from request to result at a steady load.

mod engine;
mod executor;
mod latency;
mod process_group;
mod report;

use std::path::PathBuf;

use live_tests::{Result, Stack};

use engine::Engine;
use executor::{DrainMetrics, Executor};
use latency::{Latencies, PERCENTS};

/// Number of requests to drain: several seconds of work for each executor.
const PYTHON_REQUESTS: usize = 2_000;
const RUST_REQUESTS: usize = 40_000;
/// Number of measurements; the best counts, because other load on the machine can only worsen a number.
const ROUNDS: usize = 3;

struct Measurements {
    python: DrainMetrics,
    rust: DrainMetrics,
    /// At half of Python's throughput.
    python_at_half: Latencies,
    /// At half of Rust's throughput.
    rust_at_half: Latencies,
    /// At half of Python's throughput.
    rust_at_python_half: Latencies,
}

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/live/bench");
    let stack = Stack::up(folder, &[])?;
    let engine = Engine::connect(&stack).await?;
    let (mut python, mut rust) = (None, None);
    // The executors alternate, so that other load affects both.
    for round in 1..=ROUNDS {
        for (executor, requests, best) in [
            (Executor::Python, PYTHON_REQUESTS, &mut python),
            (Executor::Rust, RUST_REQUESTS, &mut rust),
        ] {
            let drained = executor.drain(&stack, &engine, requests).await?;
            eprintln!("round {round} of {ROUNDS}, {requests} requests, {executor}: {drained}");
            DrainMetrics::keep_best(best, drained);
        }
    }
    let (Some(python), Some(rust)) = (python, rust) else {
        unreachable!("there are rounds");
    };
    let (slow, fast) = (python.per_second / 2.0, rust.per_second / 2.0);
    let [
        mut python_at_half,
        mut rust_at_python_half,
        mut rust_at_half,
    ] = [[f64::INFINITY; PERCENTS.len()]; 3];
    for round in 1..=ROUNDS {
        for (executor, rate, best) in [
            (Executor::Python, slow, &mut python_at_half),
            (Executor::Rust, slow, &mut rust_at_python_half),
            (Executor::Rust, fast, &mut rust_at_half),
        ] {
            let latencies = executor.latencies(&stack, &engine, rate).await?;
            eprintln!(
                "round {round} of {ROUNDS}, {rate:.0} requests per second, {executor}: {latencies:.2?} ms"
            );
            latency::keep_best(best, latencies);
        }
    }
    report::print(&Measurements {
        python,
        rust,
        python_at_half,
        rust_at_half,
        rust_at_python_half,
    });
    Ok(())
}

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
mod raw;
mod report;
mod request;

use std::path::PathBuf;

use live_tests::{Result, Stack};

use engine::Engine;
use executor::{DrainMetrics, Executor, RAW, RAW_WITH_CLAIM};
use latency::{Latencies, PERCENTS};
use request::{Contexts, Requests};

/// Number of measurements; the best counts, because other load on the machine can only worsen a number.
const ROUNDS: usize = 3;

const ONE_CONTEXT: Requests = Requests {
    contexts: Contexts::One,
    ..Requests::USUAL
};
const SAFE: Requests = Requests {
    safe_rerun: true,
    ..Requests::USUAL
};
const SAFE_ONE_CONTEXT: Requests = Requests {
    contexts: Contexts::One,
    ..SAFE
};

/// What is drained.
const DRAINS: [(Executor, Requests); 8] = [
    (Executor::Python, ONE_CONTEXT),
    (Executor::Python, Requests::USUAL),
    (Executor::Rust, ONE_CONTEXT),
    (Executor::Rust, Requests::USUAL),
    (Executor::Rust, SAFE_ONE_CONTEXT),
    (Executor::Rust, SAFE),
    (Executor::Raw, Requests::USUAL),
    (Executor::RawWithClaim, Requests::USUAL),
];

struct Measurements {
    /// One for each of [`DRAINS`].
    drains: [DrainMetrics; DRAINS.len()],
    /// At half of Python's throughput.
    python_at_half: Latencies,
    /// At half of Rust's throughput.
    rust_at_half: Latencies,
    /// At half of Python's throughput.
    rust_at_python_half: Latencies,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mode = std::env::args().nth(1);
    let is_raw = mode.as_deref() == Some(RAW);
    if is_raw || mode.as_deref() == Some(RAW_WITH_CLAIM) {
        return raw::run(&std::env::var("AMQP_URL")?, !is_raw).await;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/live/bench");
    let stack = Stack::up(folder, &[])?;
    let engine = Engine::connect(&stack).await?;
    let mut drains = [const { None }; DRAINS.len()];
    // The executors alternate, so that other load affects all.
    for round in 1..=ROUNDS {
        for ((executor, requests), best) in DRAINS.into_iter().zip(&mut drains) {
            let drained = executor.drain(&stack, &engine, requests).await?;
            eprintln!("round {round} of {ROUNDS}, {requests:?}, {executor}: {drained}");
            DrainMetrics::keep_best(best, drained);
        }
    }
    let drains = drains.map(|best| best.unwrap_or_else(|| unreachable!("there are rounds")));
    let [_, python, _, rust, ..] = &drains;
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
        drains,
        python_at_half,
        rust_at_half,
        rust_at_python_half,
    });
    Ok(())
}

//! The Python executor and ours, side by side: the same messages wait in RabbitMQ, and each drains them.
//!
//! `cargo xtask bench executor`
//!
//! Measured from outside, by whoever plays the engine: the time to the first result, results per second
//! between the first and the last, and from `/proc` processor time and the peak of memory. Then, at half of
//! its own throughput, the time from each request to its result.

mod engine;
mod executor;
mod latency;

use std::path::PathBuf;

use live_tests::{Failure, Result, Stack};

use engine::Engine;
use executor::{Drained, Executor};
use latency::Latencies;

/// Requests that are drained: enough for seconds of work each.
const PYTHON_REQUESTS: usize = 2_000;
const OUR_REQUESTS: usize = 40_000;
/// How often: the best counts, since whatever else the machine does only takes away.
const ROUNDS: usize = 3;

struct Measured {
    drained: Drained,
    latencies: Latencies,
}

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/live/bench");
    let stack = Stack::up(folder, &[])?;
    let python = measure(&stack, Executor::Python, PYTHON_REQUESTS).await?;
    let ours = measure(&stack, Executor::Ours, OUR_REQUESTS).await?;
    report(&python, &ours);
    Ok(())
}

async fn measure(stack: &Stack, executor: Executor, requests: usize) -> Result<Measured> {
    let engine = Engine::connect(stack).await?;
    let mut best: Option<Drained> = None;
    for round in 1..=ROUNDS {
        eprintln!("{executor}: round {round} of {ROUNDS}, {requests} requests wait");
        let drained = executor.drain(stack, &engine, requests).await?;
        if best
            .as_ref()
            .is_none_or(|best| best.per_second < drained.per_second)
        {
            best = Some(drained);
        }
    }
    let drained = best.ok_or_else(|| Failure::new("no round was measured"))?;
    let rate = drained.per_second / 2.0;
    eprintln!("{executor}: {rate:.0} requests per second for a while");
    let latencies = executor.latencies(stack, &engine, rate).await?;
    Ok(Measured { drained, latencies })
}

fn report(python: &Measured, ours: &Measured) {
    println!("std.noop, {ROUNDS} rounds, the best of each\n");
    println!("{:34}{:>12}{:>12}{:>10}", "", "Python", "ours", "ratio");
    let line = |what: &str, python: f64, ours: f64, ratio: f64| {
        println!("{what:34}{python:>12.2}{ours:>12.2}{ratio:>9.1}×");
    };
    let (slow, fast) = (&python.drained, &ours.drained);
    line(
        "actions per second",
        slow.per_second,
        fast.per_second,
        fast.per_second / slow.per_second,
    );
    let fewer = |what: &str, python: f64, ours: f64| line(what, python, ours, python / ours);
    fewer(
        "processor time per action, µs",
        slow.cpu_micros,
        fast.cpu_micros,
    );
    fewer("peak of memory, MiB", slow.peak_mib, fast.peak_mib);
    fewer(
        "start to first result, s",
        slow.first_result,
        fast.first_result,
    );
    println!("\nat half of its own throughput, from request to result:");
    let (slow, fast) = (&python.latencies, &ours.latencies);
    fewer("median, ms", slow.percentile(50.0), fast.percentile(50.0));
    fewer(
        "99th percentile, ms",
        slow.percentile(99.0),
        fast.percentile(99.0),
    );
    fewer(
        "99.9th percentile, ms",
        slow.percentile(99.9),
        fast.percentile(99.9),
    );
}

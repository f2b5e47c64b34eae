//! The printed table of results.

use crate::executor::{DrainMetrics, Executor};
use crate::latency::{Latencies, PERCENTS};
use crate::request::Contexts;
use crate::{DRAINS, Measurements, ROUNDS};

pub(crate) fn print(measured: &Measurements) {
    println!("std.noop, {ROUNDS} rounds, best value of each\n");
    print!("{:34}", "");
    for column in [
        "actions/s",
        "µs of CPU",
        "MiB of all",
        "peak MiB",
        "s to first",
    ] {
        print!("{column:>12}");
    }
    println!();
    for ((executor, requests), drained) in DRAINS.iter().zip(&measured.drains) {
        let label = match (executor, requests.contexts) {
            (Executor::Raw | Executor::RawWithClaim, _) => executor.to_string(),
            (_, Contexts::One) => format!("{executor}, one context"),
            (_, Contexts::Each) => format!("{executor}, a context each"),
        };
        let safe = if requests.safe_rerun {
            ", safe_rerun"
        } else {
            ""
        };
        print!("{:34}", format!("{label}{safe}"));
        print!("{:>12.0}{:>12.1}", drained.per_second, drained.cpu_micros);
        print!("{:>12.1}{:>12.1}", drained.final_mib, drained.peak_mib);
        println!("{:>12.3}", drained.first_result);
    }
    goals(&measured.drains);
    let [_, slow, _, fast, ..] = &measured.drains;
    latencies(
        &format!("both at {:.0} requests per second", slow.per_second / 2.0),
        &measured.python_at_half,
        &measured.rust_at_python_half,
    );
    latencies(
        &format!(
            "each at half of its throughput, Rust at {:.0} requests per second",
            fast.per_second / 2.0
        ),
        &measured.python_at_half,
        &measured.rust_at_half,
    );
}

/// Prints the ratios that the documentation names, with their goals.
fn goals(drains: &[DrainMetrics; DRAINS.len()]) {
    let [_, python, one, each, safe_one, safe_each, raw, claim] = drains;
    println!();
    for (label, ratio, goal) in [
        (
            "actions per second, Rust to Python",
            each.per_second / python.per_second,
            "at least 20",
        ),
        (
            "processor time, Python to Rust",
            python.cpu_micros / each.cpu_micros,
            "at least 50",
        ),
        (
            "the same with safe_rerun",
            python.cpu_micros / safe_each.cpu_micros,
            "at least 50",
        ),
        (
            "memory of all processes, Python to Rust",
            python.final_mib / each.final_mib,
            "at least 15",
        ),
        (
            "start to first result, Python to Rust",
            python.first_result / each.first_result,
            "at least 20",
        ),
        (
            "processor time, a context each to one",
            each.cpu_micros / one.cpu_micros,
            "at most 1.15",
        ),
        (
            "the same with safe_rerun",
            safe_each.cpu_micros / safe_one.cpu_micros,
            "at most 1.15",
        ),
        (
            "actions per second with safe_rerun, to raw loop",
            safe_each.per_second / raw.per_second,
            "at least 0.95",
        ),
        (
            "the same with one context",
            safe_one.per_second / raw.per_second,
            "at least 0.95",
        ),
        (
            "actions per second to raw loop with a claim",
            each.per_second / claim.per_second,
            "at least 0.9",
        ),
    ] {
        println!("{label:48}{ratio:>8.2}  {goal}");
    }
    println!("\n{:34}{:>12}{:>12}{:>11}", "", "Python", "Rust", "ratio");
}

fn latencies(title: &str, python: &Latencies, rust: &Latencies) {
    println!("\n{title}, from request to result:");
    for ((percent, python), rust) in PERCENTS.iter().zip(python).zip(rust) {
        lower_is_better(&format!("{percent:.0}th percentile, ms"), *python, *rust);
    }
}

fn lower_is_better(label: &str, python: f64, rust: f64) {
    let ratio = python / rust;
    println!("{label:34}{python:>12.2}{rust:>12.2}{ratio:>10.1}×");
}

//! The printed table of results.

use crate::latency::{Latencies, PERCENTS};
use crate::{Measurements, ROUNDS};

pub(crate) fn print(measured: &Measurements) {
    let (slow, fast) = (&measured.python, &measured.rust);
    println!("std.noop, {ROUNDS} rounds, best value of each\n");
    println!("{:34}{:>12}{:>12}{:>11}", "", "Python", "Rust", "ratio");
    row(
        "actions per second",
        slow.per_second,
        fast.per_second,
        fast.per_second / slow.per_second,
    );
    lower_is_better(
        "processor time per action, µs",
        slow.cpu_micros,
        fast.cpu_micros,
    );
    lower_is_better(
        "memory of all processes, MiB",
        slow.final_mib,
        fast.final_mib,
    );
    lower_is_better(
        "peak of the largest process, MiB",
        slow.peak_mib,
        fast.peak_mib,
    );
    lower_is_better(
        "start to first result, s",
        slow.first_result,
        fast.first_result,
    );
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

fn latencies(title: &str, python: &Latencies, rust: &Latencies) {
    println!("\n{title}, from request to result:");
    for ((percent, python), rust) in PERCENTS.iter().zip(python).zip(rust) {
        lower_is_better(&format!("{percent:.0}th percentile, ms"), *python, *rust);
    }
}

fn lower_is_better(label: &str, python: f64, rust: f64) {
    row(label, python, rust, python / rust);
}

fn row(label: &str, python: f64, rust: f64, ratio: f64) {
    println!("{label:34}{python:>12.2}{rust:>12.2}{ratio:>10.1}×");
}

//! The table that the benchmark prints.

use crate::latency::{Latencies, PERCENTS};
use crate::{Measured, ROUNDS};

pub(crate) fn print(measured: &Measured) {
    let (slow, fast) = (&measured.python, &measured.ours);
    println!("std.noop, {ROUNDS} rounds, the best of each number\n");
    println!("{:34}{:>12}{:>12}{:>11}", "", "Python", "ours", "ratio");
    line(
        "actions per second",
        slow.per_second,
        fast.per_second,
        fast.per_second / slow.per_second,
    );
    less(
        "processor time per action, µs",
        slow.cpu_micros,
        fast.cpu_micros,
    );
    less(
        "memory of all processes, MiB",
        slow.mib_in_the_end,
        fast.mib_in_the_end,
    );
    less("peak of the largest one, MiB", slow.peak_mib, fast.peak_mib);
    less(
        "start to first result, s",
        slow.first_result,
        fast.first_result,
    );
    latencies(
        &format!("both at {:.0} requests per second", slow.per_second / 2.0),
        &measured.python_at_its_half,
        &measured.ours_at_pythons_half,
    );
    latencies(
        &format!(
            "each at half of its throughput, ours at {:.0} requests per second",
            fast.per_second / 2.0
        ),
        &measured.python_at_its_half,
        &measured.ours_at_its_half,
    );
}

fn latencies(title: &str, python: &Latencies, ours: &Latencies) {
    println!("\n{title}, from request to result:");
    for ((percent, python), ours) in PERCENTS.iter().zip(python).zip(ours) {
        less(&format!("{percent:.0}th percentile, ms"), *python, *ours);
    }
}

fn less(what: &str, python: f64, ours: f64) {
    line(what, python, ours, python / ours);
}

fn line(what: &str, python: f64, ours: f64, ratio: f64) {
    println!("{what:34}{python:>12.2}{ours:>12.2}{ratio:>10.1}×");
}

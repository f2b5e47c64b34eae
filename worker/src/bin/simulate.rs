//! Runs the simulation of workers for many seeds. `cargo xtask simulate` starts it.
#![expect(clippy::disallowed_methods, reason = "it measures real time")]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use mistral_worker::simulation::{self, Report};

const USAGE: &str = "\
Usage: simulate [--seeds N] [--seed S] [--first-failure]

  --seeds N        number of seeds (default 1)
  --seed S         the first seed (default 1); a single seed prints its history
  --first-failure  stop at the first failure";

/// Number of failed seeds whose history is printed.
const SHOWN: usize = 3;

struct Options {
    seeds: u64,
    first: u64,
    stops: bool,
}

fn main() -> ExitCode {
    if std::env::var_os("SIMULATE_LOG").is_some() {
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
        log.without_time().with_writer(std::io::stdout).init();
    }
    let options = match options() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let began = Instant::now();
    let (ran, failed) = run_all(&options);
    for report in failed.iter().take(SHOWN) {
        print(report);
    }
    if options.seeds == 1 && failed.is_empty() {
        print(&simulation::run(options.first));
    }
    for report in failed.iter().skip(SHOWN) {
        println!("seed {}: {}", report.seed, report.violations.join("; "));
    }
    let time = began.elapsed();
    let per_minute = u128::from(ran) * 60_000 / time.as_millis().max(1);
    println!(
        "{ran} seeds, {} failed, {:.1} s, {per_minute} seeds a minute",
        failed.len(),
        time.as_secs_f64()
    );
    ExitCode::from(u8::from(!failed.is_empty()))
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        seeds: 1,
        first: 1,
        stops: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let value = arguments.next().unwrap_or_default();
            let parsed = value.replace('_', "").parse();
            parsed.map_err(|_| format!("{argument}: expected a number, got {value:?}"))
        };
        match &*argument {
            "--seeds" => options.seeds = number()?,
            "--seed" => options.first = number()?,
            "--first-failure" => options.stops = true,
            _ => return Err(format!("unknown argument {argument}")),
        }
    }
    Ok(options)
}

/// Runs the seeds on all cores. Returns how many ran, and the failures.
fn run_all(options: &Options) -> (u64, Vec<Report>) {
    let (next, ran) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut failed = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= options.seeds {
                return failed;
            }
            let report = simulation::run(options.first + index);
            ran.fetch_add(1, Ordering::Relaxed);
            if !report.violations.is_empty() {
                failed.push(report);
                if options.stops {
                    next.store(options.seeds, Ordering::Relaxed);
                }
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut failed: Vec<Report> = thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = handles.into_iter().map(ScopedJoinHandle::join);
        joined
            .flat_map(|failed| failed.expect("a simulation does not panic"))
            .collect()
    });
    failed.sort_by_key(|report| report.seed);
    (ran.into_inner(), failed)
}

fn print(report: &Report) {
    println!("seed {}: {}", report.seed, report.setting);
    for entry in &report.history {
        println!("{entry}");
    }
    for violation in &report.violations {
        println!("violated: {violation}");
    }
    println!();
}

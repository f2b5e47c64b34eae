//! A campaign of random faults against a real RabbitMQ and worker processes, decided by seeds.
//!
//! `cargo xtask campaign --seeds N --seed S --minutes M`. `docs/reliability.md` describes it.

mod actions;
mod check;
mod engine;
mod history;
mod options;
mod plan;
mod process;
mod report;
mod run;

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use live_tests::Result;

use self::options::{Options, USAGE};
use self::process::Executor;
use self::report::Table;
use crate::broker::Broker;

/// Runs the campaign that the arguments describe.
pub(crate) fn main(arguments: impl IntoIterator<Item = String>) -> ExitCode {
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let table = Mutex::<Table>::default();
    let results = run_all(&options, &table);
    let table = table.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("{table}");
    let mut is_good = true;
    for failure in results.into_iter().filter_map(Result::err) {
        eprintln!("error: {failure}");
        is_good = false;
    }
    // The losses of Mistral's own executor are a comparison.
    let may_find = options.executor == Executor::Python;
    ExitCode::from(u8::from(!is_good || (table.findings() > 0 && !may_find)))
}

fn run_all(options: &Options, table: &Mutex<Table>) -> Vec<Result<()>> {
    let (next, began) = (AtomicU64::new(0), Instant::now());
    let work = |job: usize| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("campaign-{job}"));
        let broker = Broker::up(&folder.join("broker"), &["--transient"])?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let is_late = options.time.is_some_and(|time| began.elapsed() > time);
            if index >= options.seeds || is_late {
                return Ok(());
            }
            let seed = options.first + index;
            let folder = folder.join(format!("seed-{seed}"));
            let report = run::run(seed, options.executor, &broker, &folder)?;
            let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
            table.add(&report);
            eprintln!(
                "{:>5} s, {}",
                began.elapsed().as_secs(),
                report::line(&report)
            );
            if report.findings.is_empty() {
                std::fs::remove_dir_all(&folder)?;
            } else if options.executor == Executor::Rust {
                report::print_findings(&report);
            }
        }
    };
    thread::scope(|scope| {
        let jobs: Vec<_> = (0..options.jobs)
            .map(|job| scope.spawn(move || work(job)))
            .collect();
        let joined = jobs.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .map(|joined| {
                joined.unwrap_or_else(|_| Err(live_tests::Failure::new("a run panicked")))
            })
            .collect()
    })
}

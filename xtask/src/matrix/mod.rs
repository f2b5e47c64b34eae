//! `cargo xtask matrix`: the live tests that depend on Mistral's release, with several releases of Mistral and RabbitMQ.

mod older;
mod outcome;
mod row;

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::command::{Result, repository, run};
use crate::live_tests::refuse_skips;
use outcome::{Outcome, Tests};
use row::Row;

/// Command line of the test target.
const TESTS: [&str; 6] = [
    "test",
    "--locked",
    "--package",
    "live-tests",
    "--test",
    "mistral",
];

/// Runs the chosen rows, prints a table of them, and fails if a test has failed.
///
/// # Errors
///
/// If there is no such row, if the tests do not compile, or if a row has failed. All rows run to their end.
pub(crate) fn matrix(options: &[&str]) -> Result {
    refuse_skips()?;
    let (flags, names): (Vec<&str>, Vec<&str>) =
        options.iter().partition(|option| option.starts_with('-'));
    if let Some(flag) = flags.iter().find(|flag| **flag != "--json") {
        return Err(format!("unknown option {flag}; expected --json"));
    }
    let rows = row::choose(&names)?;
    run(Command::new("cargo").args(TESTS).arg("--no-run"))?;
    let older_worker = older::build()?;
    let mut outcomes = Vec::new();
    for row in rows {
        let outcome = run_row(row, &older_worker)?;
        eprintln!("    {}", outcome.summary());
        outcomes.push(outcome);
    }
    if flags.is_empty() {
        print!("{}", outcome::table(&outcomes));
    } else {
        println!("{:#}", outcome::json(&outcomes));
    }
    let failed = outcomes.iter().filter(|outcome| outcome.has_failed());
    match failed.count() {
        0 => Ok(()),
        count => Err(format!("{count} of {} rows failed", outcomes.len())),
    }
}

/// Runs the tests of a row. Their output goes to a file below `target/live`.
fn run_row(row: &'static Row, older_worker: &Path) -> Result<Outcome> {
    let folder = repository().join("target/live");
    let log = folder.join(format!("matrix-{}-{}.log", row.mistral, row.rabbitmq));
    let start = Instant::now();
    eprintln!("==> Mistral {row}, {}", log.display());
    let status = fs::create_dir_all(&folder)
        .and_then(|()| File::create(&log))
        .and_then(|out| {
            Command::new("cargo")
                .args(TESTS)
                .env("LIVE_MISTRAL", row.mistral)
                .env("LIVE_MISTRAL_BROKER", row.rabbitmq)
                .env("LIVE_TESTS_PART", "release")
                .env("LIVE_OLDER_WORKER", older_worker)
                .stdout(out.try_clone()?)
                .stderr(out)
                .status()
        });
    let status = status.map_err(|error| format!("cannot run the row {row}: {error}"))?;
    let output = fs::read(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let tests = Tests::parse(&String::from_utf8_lossy(&output));
    Ok(Outcome::new(row, tests, status.success(), start.elapsed()))
}

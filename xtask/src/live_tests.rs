//! All tests of the workspace, with the longest live test target in parallel with the others.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Instant;

use crate::command::{Result, repository, run};

/// Test target that takes as long as all others together, mostly because it waits for Mistral.
const LONGEST: &str = "mistral";

/// Names the targets that the live tests skip.
const SKIP: &str = "LIVE_TESTS_SKIP";

/// Names the version of RabbitMQ for the worker's tests.
const BROKER: &str = "LIVE_BROKER";

/// Value of [`BROKER`].
const NEWEST: &str = "newest";

/// Selects the worker's tests.
const PART: &str = "LIVE_TESTS_PART";

/// Fails if the environment makes live tests skip targets, because `cargo xtask test` runs all of them.
pub(crate) fn refuse_skips() -> Result {
    match std::env::var_os(SKIP) {
        None => Ok(()),
        Some(value) => Err(format!(
            "{SKIP} is set to `{}`, but this command runs every test; unset it",
            value.display()
        )),
    }
}

/// The brokers that the tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brokers {
    /// All tests on the newest, and on the oldest those that depend on the broker.
    NewestAndOldest,
    /// All tests of the worker on each.
    All,
}

impl Brokers {
    /// Returns the runs of the worker's tests in addition to the one of the newest broker: a broker, and the part.
    fn further_runs(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::NewestAndOldest => &[("3.10", "broker")],
            Self::All => &[("3.10", ""), ("4.0", "")],
        }
    }
}

/// Runs all tests, which must be built. All runs go to their end, so that one command reports all failures.
pub(crate) fn run_with_all_others(brokers: Brokers) -> Result {
    let longest = Captured::start(LONGEST)?;
    let mut others = run(Command::new("cargo")
        .args(["test", "--workspace", "--locked"])
        .env(SKIP, LONGEST)
        .env(BROKER, NEWEST)
        .env(PART, ""));
    for (broker, part) in brokers.further_runs() {
        if let Err(error) = &others {
            eprintln!("error: {error}; running the other tests");
        }
        eprintln!("==> the worker's tests with RabbitMQ {broker}:");
        let further = run(Command::new("cargo")
            .args(["test", "--workspace", "--locked", "--test", "worker"])
            .env(BROKER, broker)
            .env(PART, part));
        others = others.and(further);
    }
    if let Err(error) = &others {
        eprintln!("error: {error}; waiting for the tests of `{LONGEST}`");
    }
    longest.join().and(others)
}

/// A test target that runs in the background. Its output goes to a file, and is printed when the tests end.
struct Captured {
    process: Child,
    line: String,
    log: PathBuf,
    start: Instant,
}

impl Captured {
    fn start(target: &str) -> Result<Self> {
        let log = repository().join(format!("target/live/{target}.log"));
        let arguments = ["test", "--workspace", "--locked", "--test", target];
        let line = format!("cargo {}", arguments.join(" "));
        let start = Instant::now();
        let process = File::create(&log).and_then(|out| {
            Command::new("cargo")
                .args(arguments)
                .stdout(out.try_clone()?)
                .stderr(out)
                .spawn()
        });
        let process = process.map_err(|error| format!("cannot start `{line}`: {error}"))?;
        eprintln!("==> {line} (in the background, {})", log.display());
        Ok(Self {
            process,
            line,
            log,
            start,
        })
    }

    /// Waits for the end and prints the output to standard output.
    ///
    /// # Errors
    ///
    /// If a test has failed, or if the output does not show that tests have run.
    fn join(mut self) -> Result {
        let line = &self.line;
        let status = self
            .process
            .wait()
            .map_err(|error| format!("cannot wait for `{line}`: {error}"))?;
        eprintln!("==> {line}");
        let output = fs::read(&self.log).map_err(|error| format!("{line}: no output: {error}"))?;
        let output = String::from_utf8_lossy(&output);
        print!("{output}");
        if !status.success() {
            return Err(format!("`{line}` failed: {status}"));
        }
        if !has_run(&output) {
            return Err(format!("`{line}` has run no test"));
        }
        eprintln!(
            "    {:.1} s since its start",
            self.start.elapsed().as_secs_f64()
        );
        Ok(())
    }
}

/// Returns true if the output of test targets reports at least one test that has run.
fn has_run(output: &str) -> bool {
    output
        .lines()
        .any(|line| line.starts_with("test result: ok.") && !line.contains(" 0 passed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_target_has_not_run() {
        assert!(has_run(
            "x\ntest result: ok. 10 passed; 0 failed; 0 ignored\n"
        ));
        assert!(!has_run("test result: ok. 0 passed; 0 failed; 3 ignored\n"));
        assert!(!has_run(
            "`mistral` is skipped, because LIVE_TESTS_SKIP is set\n"
        ));
    }
}

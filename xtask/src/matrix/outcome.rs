//! Outcomes of rows: counts of tests, as a table and as JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::row::Row;

/// Tests of a row, read from the output of the test target.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tests {
    passed: u32,
    failed: Vec<String>,
    /// Lines `NAME: REASON`.
    not_applicable: Vec<String>,
}

impl Tests {
    /// Reads the output. A test that has neither passed nor failed, because the target has ended before, is not counted.
    pub(super) fn parse(output: &str) -> Self {
        let mut tests = Self::default();
        for line in output.lines() {
            if let Some(exception) = line.strip_prefix("not applicable to Mistral ") {
                let named = exception.split_once(": ").map(|(_, named)| named);
                tests.not_applicable.extend(named.map(str::to_owned));
            }
            // Messages of the scripts may stand between the name and the result.
            if line.ends_with("... ok") || line == "ok" {
                tests.passed += 1;
            }
        }
        tests.failed = failures(output);
        if let Some(passed) = summary(output) {
            tests.passed = passed;
        }
        tests
    }
}

/// Returns the number of passed tests of the last line, `test result: ok. 9 passed; …`.
fn summary(output: &str) -> Option<u32> {
    let line = output
        .lines()
        .rev()
        .find(|line| line.starts_with("test result: "))?;
    let (before, _) = line.split_once(" passed;")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Returns the names in the list of failures, which precedes the last line.
fn failures(output: &str) -> Vec<String> {
    let lists = output.split("\nfailures:\n");
    let Some(list) = lists.skip(1).last() else {
        return Vec::new();
    };
    let names = list.lines().map_while(|line| line.strip_prefix("    "));
    names.map(str::to_owned).collect()
}

/// Outcome of a row.
#[derive(Debug)]
pub(super) struct Outcome {
    row: &'static Row,
    tests: Tests,
    /// Whether the test target has succeeded.
    is_success: bool,
    seconds: u64,
}

impl Outcome {
    pub(super) fn new(
        row: &'static Row,
        tests: Tests,
        is_success: bool,
        duration: Duration,
    ) -> Self {
        Self {
            row,
            tests,
            is_success,
            seconds: duration.as_secs(),
        }
    }

    /// Returns true if a test has failed, if the services did not start, or if no test has run.
    pub(super) fn has_failed(&self) -> bool {
        !self.is_success || self.tests.passed == 0
    }

    /// Returns a line for the progress.
    pub(super) fn summary(&self) -> String {
        let Tests { passed, failed, .. } = &self.tests;
        let seconds = self.seconds;
        let ended = if self.has_failed() && failed.is_empty() {
            "; the tests did not run to their end"
        } else {
            ""
        };
        format!(
            "{passed} passed, {} failed, {seconds} s{ended}",
            failed.len()
        )
    }
}

/// Returns the outcomes as a table in Markdown, with the names of failed tests and of those that do not apply.
pub(super) fn table(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "| Mistral | Python | RabbitMQ | passed | failed | not applicable | time |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for outcome in outcomes {
        let (mistral, python) = outcome.row.versions();
        let rabbitmq = outcome.row.rabbitmq;
        let tests = &outcome.tests;
        let (passed, failed) = (tests.passed, tests.failed.len());
        let (exceptions, seconds) = (tests.not_applicable.len(), outcome.seconds);
        let mark = if outcome.has_failed() {
            " **failed**"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "| {mistral} | {python} | {rabbitmq} | {passed} | {failed}{mark} | {exceptions} | {seconds} s |",
        );
    }
    for outcome in outcomes {
        for test in &outcome.tests.failed {
            let _ = writeln!(text, "\nfailed in {}: {test}", outcome.row);
        }
        for exception in &outcome.tests.not_applicable {
            let _ = writeln!(text, "\nnot applicable to {}: {exception}", outcome.row);
        }
    }
    text
}

/// Returns the outcomes as JSON.
pub(super) fn json(outcomes: &[Outcome]) -> Value {
    let row = |outcome: &Outcome| {
        let (mistral, python) = outcome.row.versions();
        json!({
            "mistral": mistral,
            "python": python,
            "rabbitmq": outcome.row.rabbitmq,
            "success": !outcome.has_failed(),
            "passed": outcome.tests.passed,
            "failed": outcome.tests.failed,
            "not_applicable": outcome.tests.not_applicable,
            "seconds": outcome.seconds,
        })
    };
    outcomes.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::row::choose;

    const OUTPUT: &str = "\
not applicable to Mistral 20.2: python::http: no policy: none

running 4 tests
test a::first    ... mistral: up after 40 s
ok
test a::second   ... FAILED
test a::third    ... ok
test python::http ... ignored

failures:

---- a::second ----
expected 1
    indented

failures:
    a::second

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.00s
";

    fn outcome(output: &str, is_success: bool) -> Outcome {
        let row = choose(&["20.2"]).unwrap()[0];
        let tests = Tests::parse(output);
        Outcome::new(row, tests, is_success, Duration::from_millis(1900))
    }

    #[test]
    fn failed_and_inapplicable_tests_are_named() {
        let shown = table(&[outcome(OUTPUT, false)]);
        assert!(
            shown.contains("| 20.2 | 3.11 | 3.10 | 2 | 1 **failed** | 1 | 1 s |"),
            "{shown}"
        );
        assert!(
            shown.contains("failed in 20.2/3.10: a::second\n"),
            "{shown}"
        );
        assert!(
            shown.contains("not applicable to 20.2/3.10: python::http: no policy: none\n"),
            "{shown}"
        );
        let rows = json(&[outcome(OUTPUT, false)]);
        let row = &rows[0];
        assert_eq!(row["failed"], json!(["a::second"]));
        assert_eq!(row["success"], false);
    }

    #[test]
    fn row_without_tests_has_failed() {
        assert!(outcome("error: cannot start the services", false).has_failed());
        assert!(outcome("test result: ok. 0 passed; 0 failed; 9 ignored;", true).has_failed());
        assert!(!outcome("test result: ok. 5 passed; 0 failed; 0 ignored;", true).has_failed());
    }

    #[test]
    fn tests_before_a_lost_service_are_counted() {
        let (start, _) = OUTPUT.split_once("test python").unwrap();
        assert_eq!(Tests::parse(start).passed, 2);
        assert!(outcome(start, false).summary().contains("to their end"));
    }
}

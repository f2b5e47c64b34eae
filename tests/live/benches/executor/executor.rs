//! [`Executor`]: one of the two that are measured, and how it drains what waits.

use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use live_tests::{Result, Settings, Stack};

use crate::engine::{Engine, REQUESTS, RESULTS};
use crate::process::Process;

/// One of the two that are measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Executor {
    Python,
    Ours,
}

impl fmt::Display for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => "Python",
            Self::Ours => "ours",
        })
    }
}

/// How an executor drained what waited.
#[derive(Debug)]
pub(crate) struct Drained {
    /// Between the first and the last result.
    pub(crate) per_second: f64,
    /// Between the first and the last result: starting is not part of it.
    pub(crate) cpu_micros: f64,
    /// Of its largest process.
    pub(crate) peak_mib: f64,
    /// Of all its processes, in the end.
    pub(crate) mib_in_the_end: f64,
    /// From the start of the process.
    pub(crate) first_result: f64,
}

impl Drained {
    /// Keeps the better of each number: whatever else the machine does only takes away.
    pub(crate) fn keep_best(best: &mut Option<Self>, other: Self) {
        *best = Some(match best.take() {
            None => other,
            Some(best) => Self {
                per_second: best.per_second.max(other.per_second),
                cpu_micros: best.cpu_micros.min(other.cpu_micros),
                peak_mib: best.peak_mib.min(other.peak_mib),
                mib_in_the_end: best.mib_in_the_end.min(other.mib_in_the_end),
                first_result: best.first_result.min(other.first_result),
            },
        });
    }
}

impl fmt::Display for Drained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            per_second,
            cpu_micros,
            peak_mib,
            mib_in_the_end,
            first_result,
        } = self;
        write!(
            f,
            "{per_second:.0}/s, {cpu_micros:.0} µs each, {peak_mib:.1} MiB at most, \
             {mib_in_the_end:.1} MiB with all processes, first after {first_result:.3} s"
        )
    }
}

impl Executor {
    pub(crate) async fn drain(
        self,
        stack: &Stack,
        engine: &Engine,
        requests: usize,
    ) -> Result<Drained> {
        engine.begin().await?;
        for number in 0..requests {
            engine.request(&id(number)).await?;
        }
        engine.settled().await?;
        let mut results = engine.results().await?;
        let started = Instant::now();
        let process = self.start(stack)?;
        results.first().await?;
        let first = Instant::now();
        let cpu_of_start = process.cpu_seconds()?;
        for _ in 1..requests {
            results.next().await?;
        }
        let last = Instant::now();
        let cpu = process.cpu_seconds()? - cpu_of_start;
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let count = (requests - 1) as f64;
        Ok(Drained {
            per_second: count / (last - first).as_secs_f64(),
            cpu_micros: cpu * 1e6 / count,
            peak_mib: process.peak_mib()?,
            mib_in_the_end: process.mib_now()?,
            first_result: (first - started).as_secs_f64(),
        })
    }

    pub(crate) fn start(self, stack: &Stack) -> Result<Process> {
        let folder = stack.log_folder();
        let settings = Settings::new()
            .set("executor", "topic", REQUESTS)
            .set("executor", "host", "bench")
            .set("engine", "topic", RESULTS);
        let conf = folder.join("bench.conf");
        fs::write(&conf, settings.to_string())?;
        let mut command = match self {
            Self::Python => {
                let python = Path::new(stack.variable("MISTRAL_PYTHON")?);
                let mut command = Command::new(python.with_file_name("mistral-server"));
                command.args(["--server", "executor"]);
                command
            }
            Self::Ours => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_live-worker-std"));
                command.arg("serve");
                command
            }
        };
        let log = File::create(folder.join(format!("bench-{self}.log")))?;
        command
            .arg("--config-file")
            .arg(stack.variable("MISTRAL_CONF")?)
            .arg("--config-file")
            .arg(conf)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Process::spawn(&mut command, stack)
    }
}

/// An id of an action execution that tells its number.
pub(crate) fn id(number: usize) -> String {
    format!("a7eb257e-d646-44d3-9cbe-{number:012}")
}

/// The number that an id in a result tells.
pub(crate) fn number(result: &[u8]) -> Option<usize> {
    const START: &[u8] = b"a7eb257e-d646-44d3-9cbe-";
    let at = result
        .windows(START.len())
        .position(|window| window == START)?
        + START.len();
    std::str::from_utf8(result.get(at..at + 12)?)
        .ok()?
        .parse()
        .ok()
}

//! [`Executor`]: a measured executor and the time it takes to drain a queue.

use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use live_tests::{Result, Settings, Stack};

use crate::engine::{Engine, REQUESTS, RESULTS};
use crate::process_group::ProcessGroup;
use crate::request::Requests;

/// Arguments with which this program runs the raw loop.
pub(crate) const RAW: &str = "raw-loop";
pub(crate) const RAW_WITH_CLAIM: &str = "raw-loop-with-claim";

/// A measured executor.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Executor {
    Python,
    Rust,
    /// See the module `raw`.
    Raw,
    RawWithClaim,
}

impl fmt::Display for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => "Python",
            Self::Rust => "Rust",
            Self::Raw => "raw loop",
            Self::RawWithClaim => "raw loop with a claim",
        })
    }
}

/// Measurements of an executor that drains a queue.
#[derive(Debug)]
pub(crate) struct DrainMetrics {
    /// Results per second between the first and the last result.
    pub(crate) per_second: f64,
    /// Processor time per action between the first and the last result, which excludes the start.
    pub(crate) cpu_micros: f64,
    /// Peak memory of the largest process.
    pub(crate) peak_mib: f64,
    /// Memory of all processes at the end.
    pub(crate) final_mib: f64,
    /// Seconds from the start of the process to the first result.
    pub(crate) first_result: f64,
}

impl DrainMetrics {
    /// Keeps the better of each number, because other load on the machine can only worsen it.
    pub(crate) fn keep_best(best: &mut Option<Self>, other: Self) {
        *best = Some(match best.take() {
            None => other,
            Some(best) => Self {
                per_second: best.per_second.max(other.per_second),
                cpu_micros: best.cpu_micros.min(other.cpu_micros),
                peak_mib: best.peak_mib.min(other.peak_mib),
                final_mib: best.final_mib.min(other.final_mib),
                first_result: best.first_result.min(other.first_result),
            },
        });
    }
}

impl fmt::Display for DrainMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            per_second,
            cpu_micros,
            peak_mib,
            final_mib,
            first_result,
        } = self;
        write!(
            f,
            "{per_second:.0}/s, {cpu_micros:.0} µs each, peak {peak_mib:.1} MiB, \
             {final_mib:.1} MiB in all processes, first result after {first_result:.3} s"
        )
    }
}

impl Executor {
    /// Returns the number of requests to drain: several seconds of work.
    pub(crate) fn requests(self) -> usize {
        match self {
            Self::Python => 2_000,
            _ => 40_000,
        }
    }

    pub(crate) async fn drain(
        self,
        stack: &Stack,
        engine: &Engine,
        requests: Requests,
    ) -> Result<DrainMetrics> {
        let number_of_requests = self.requests();
        engine.reset_queues().await?;
        for number in 0..number_of_requests {
            engine.request(number, requests).await?;
        }
        engine.wait_confirmed().await?;
        let mut results = engine.results().await?;
        let started = Instant::now();
        let process = self.start(stack)?;
        results.first().await?;
        let first = Instant::now();
        let cpu_of_start = process.cpu_seconds()?;
        for _ in 1..number_of_requests {
            results.next().await?;
        }
        let last = Instant::now();
        let cpu = process.cpu_seconds()? - cpu_of_start;
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let count = (number_of_requests - 1) as f64;
        Ok(DrainMetrics {
            per_second: count / (last - first).as_secs_f64(),
            cpu_micros: cpu * 1e6 / count,
            peak_mib: process.peak_mib()?,
            final_mib: process.mib_now()?,
            first_result: (first - started).as_secs_f64(),
        })
    }

    pub(crate) fn start(self, stack: &Stack) -> Result<ProcessGroup> {
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
            Self::Rust => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_live-worker-std"));
                command.arg("serve");
                command
            }
            Self::Raw | Self::RawWithClaim => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg(if let Self::Raw = self {
                    RAW
                } else {
                    RAW_WITH_CLAIM
                });
                command.env("AMQP_URL", stack.variable("AMQP_URL")?);
                command
            }
        };
        if let Self::Python | Self::Rust = self {
            command
                .arg("--config-file")
                .arg(stack.variable("MISTRAL_CONF")?)
                .arg("--config-file")
                .arg(conf);
        }
        let log = File::create(folder.join(format!("bench-{self}.log")))?;
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        ProcessGroup::spawn(&mut command, stack.services())
    }
}

/// Returns the number of the action execution that a result belongs to.
pub(crate) fn request_number(result: &[u8]) -> Option<usize> {
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

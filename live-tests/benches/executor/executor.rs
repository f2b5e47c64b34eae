//! [`Executor`]: one of the two that are measured, as a process.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use live_tests::{Failure, Result, Settings, Stack};
use rustix::process::{Pid, Signal, kill_process};

use crate::engine::{Engine, REQUESTS, RESULTS};

/// One of the two that are measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Executor {
    Python,
    Ours,
}

impl fmt::Display for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => "mistral-server --server executor",
            Self::Ours => "live-worker serve",
        })
    }
}

/// How an executor drained what waited.
#[derive(Debug)]
pub(crate) struct Drained {
    pub(crate) per_second: f64,
    pub(crate) cpu_micros: f64,
    pub(crate) peak_mib: f64,
    pub(crate) first_result: f64,
}

impl Executor {
    pub(crate) async fn drain(
        self,
        stack: &Stack,
        engine: &Engine,
        requests: usize,
    ) -> Result<Drained> {
        for number in 0..requests {
            engine.request(&id(number)).await?;
        }
        engine.settled().await?;
        let mut results = engine.results().await?;
        let started = Instant::now();
        let process = self.start(stack)?;
        results.next().await?;
        let first = Instant::now();
        for _ in 1..requests {
            results.next().await?;
        }
        let last = Instant::now();
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let count = requests as f64;
        Ok(Drained {
            per_second: (count - 1.0) / (last - first).as_secs_f64(),
            cpu_micros: process.cpu_seconds()? * 1e6 / count,
            peak_mib: process.peak_mib()?,
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
                let mut command = Command::new(env!("CARGO_BIN_EXE_live-worker"));
                command.arg("serve");
                command
            }
        };
        let log = File::create(folder.join("bench.log"))?;
        let child = command
            .arg("--config-file")
            .arg(stack.variable("MISTRAL_CONF")?)
            .arg("--config-file")
            .arg(conf)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        Ok(Process(child))
    }
}

/// A process that ends with this value.
pub(crate) struct Process(Child);

impl Process {
    fn proc(&self, file: &str) -> Result<String> {
        let path: PathBuf = ["/proc", &self.0.id().to_string(), file].iter().collect();
        Ok(fs::read_to_string(path)?)
    }

    /// Processor time so far, of all its threads.
    fn cpu_seconds(&self) -> Result<f64> {
        let stat = self.proc("stat")?;
        // The name, in brackets, may contain anything.
        let (_, fields) = stat
            .rsplit_once(')')
            .ok_or_else(|| Failure::new("no /proc/*/stat"))?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        #[expect(clippy::cast_precision_loss, reason = "a hundred")]
        let per_second = rustix::param::clock_ticks_per_second() as f64;
        Ok(ticks / per_second)
    }

    fn peak_mib(&self) -> Result<f64> {
        let status = self.proc("status")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak
            .and_then(|peak| peak.trim().strip_suffix(" kB"))
            .ok_or_else(|| Failure::new("no VmHWM"))?;
        Ok(kib.trim().parse::<f64>()? / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let pid = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            let _ = kill_process(pid, Signal::KILL);
        }
        let _ = self.0.wait();
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

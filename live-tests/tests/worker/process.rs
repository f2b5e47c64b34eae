//! [`Worker`]: a process that serves the actions of the trials.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use live_tests::{Failure, Result, Settings, until};
use rustix::process::{Pid, Signal, kill_process};

use crate::broker::Broker;

/// A worker process; killed with this value if it still runs.
pub(crate) struct Worker {
    child: Child,
    pub(crate) log: PathBuf,
    topic: String,
}

impl Worker {
    /// Starts `serve` with these settings; its files are called `name`.
    pub(crate) fn spawn(
        broker: &Broker,
        folder: &Path,
        name: &str,
        settings: &Settings,
        environment: &[(&str, String)],
    ) -> Result<Self> {
        let (log, conf) = (
            folder.join(format!("{name}.log")),
            folder.join(format!("{name}.conf")),
        );
        std::fs::write(&conf, settings.to_string())?;
        let output = File::create(&log)?;
        let child = Command::new(std::env::current_exe()?)
            .args(["serve", "--config-file"])
            .arg(&conf)
            // The variables of whoever runs the tests could be options too.
            .env_clear()
            .env("RUST_BACKTRACE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        broker.watch(&child)?;
        let topic = settings.get("executor", "topic").unwrap_or_default();
        Ok(Self {
            child,
            log,
            topic: topic.to_owned(),
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it consumes.
    pub(crate) fn wait_ready(&mut self) -> Result<()> {
        let ready = format!("consuming from {}\n", self.topic);
        self.wait_log(&ready, 1)
    }

    /// Waits until its log contains a text so many times.
    pub(crate) fn wait_log(&mut self, text: &str, times: usize) -> Result<()> {
        until(&format!("the worker logs `{text}` {times} times"), || {
            let is_said = self.log()?.matches(text).count() >= times;
            if let (false, Some(status)) = (is_said, self.child.try_wait()?) {
                return Err(Failure::new(format_args!("the worker ended with {status}")));
            }
            Ok(is_said.then_some(()))
        })
    }

    /// All that it has written so far.
    pub(crate) fn log(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&std::fs::read(&self.log)?).into_owned())
    }

    pub(crate) fn signal(&self, signal: Signal) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| Failure::new("the worker has no process id"))?;
        Ok(kill_process(pid, signal)?)
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait_end(&mut self) -> Result<ExitStatus> {
        until("the worker ends", || Ok(self.child.try_wait()?))
    }

    /// Sends SIGTERM and waits until it has ended.
    pub(crate) fn terminate(mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            return Err(Failure::new(format_args!(
                "the worker has ended already, with {status}"
            )));
        }
        self.signal(Signal::TERM)?;
        let status = self.wait_end()?;
        assert!(status.success(), "the worker ended with {status}");
        Ok(())
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

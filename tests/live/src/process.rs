//! [`Process`]: a worker process, its log, and the signals that an operator sends.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process, kill_process_group};

use crate::{Failure, Result, Services, until};

/// A worker process. It is killed when this value is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a command whose environment consists of these variables only and whose output goes to the log. The
    /// process ends together with the services at the latest.
    ///
    /// # Errors
    ///
    /// If the command does not start.
    pub fn spawn(
        command: &mut Command,
        environment: &[(&str, String)],
        log: PathBuf,
        services: &Services,
    ) -> Result<Self> {
        let output = File::create(&log)?;
        let child = command
            // Variables of the caller could be options of the worker.
            .env_clear()
            .env("RUST_BACKTRACE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn();
        let child = child.map_err(|error| Failure::new(format_args!("{command:?}: {error}")))?;
        services.adopt(&child)?;
        Ok(Self { child, log })
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The path of the log.
    pub fn log_file(&self) -> &Path {
        &self.log
    }

    /// Returns the log so far.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&std::fs::read(&self.log)?).into_owned())
    }

    /// Returns the last lines of the log, for an error message.
    pub fn log_tail(&self) -> String {
        let log = self.log().unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(40).collect();
        let mut text = format!("end of {}:", self.log.display());
        for line in lines.iter().rev() {
            text.push_str("\n  ");
            text.push_str(line);
        }
        text
    }

    /// Waits until the log contains a text a number of times.
    ///
    /// # Errors
    ///
    /// If the process ends before.
    pub fn wait_log(&mut self, text: &str, times: usize) -> Result<()> {
        until(
            &format!("the worker has logged `{text}` {times} times"),
            || {
                let is_logged = self.log()?.matches(text).count() >= times;
                if let (false, Some(status)) = (is_logged, self.child.try_wait()?) {
                    return Err(Failure::new(format_args!(
                        "the worker exited with {status}"
                    )));
                }
                Ok(is_logged.then_some(()))
            },
        )
        .map_err(|failure| Failure::new(format_args!("{failure}\n{}", self.log_tail())))
    }

    /// Returns whether the process is running.
    ///
    /// # Errors
    ///
    /// If the system does not know the process.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Sends a signal.
    ///
    /// # Errors
    ///
    /// If the process has ended.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        Ok(kill_process(self.system_id()?, signal)?)
    }

    /// Sends a signal to all processes of the group that this process leads.
    ///
    /// # Errors
    ///
    /// If the group has ended.
    pub fn signal_group(&self, signal: Signal) -> Result<()> {
        Ok(kill_process_group(self.system_id()?, signal)?)
    }

    fn system_id(&self) -> Result<Pid> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        pid.ok_or_else(|| Failure::new("the worker has no process id"))
    }

    /// Returns the status of the process if it has ended.
    ///
    /// # Errors
    ///
    /// If the system does not know the process.
    pub fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until the process ends.
    ///
    /// # Errors
    ///
    /// If it does not end within [`WAIT_TIMEOUT`](crate::WAIT_TIMEOUT).
    pub fn wait_exit(&mut self) -> Result<ExitStatus> {
        until("the worker has ended", || Ok(self.child.try_wait()?))
            .map_err(|failure| Failure::new(format_args!("{failure}\n{}", self.log_tail())))
    }

    /// Sends SIGTERM and waits until the process has ended.
    ///
    /// # Errors
    ///
    /// If the process has already ended, does not end, or exits with an error.
    pub fn terminate(mut self) -> Result<()> {
        let ended = self.child.try_wait()?;
        let status = match ended {
            Some(status) => Err(status),
            None => {
                self.signal(Signal::TERM)?;
                Ok(self.wait_exit()?)
            }
        };
        let problem = match status {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => format!("the worker exited with {status}"),
            Err(status) => format!("the worker had already exited with {status}"),
        };
        let end = self.log_tail();
        Err(Failure::new(format_args!("{problem}\n{end}")))
    }

    /// Kills the process, which simulates a crash.
    ///
    /// # Errors
    ///
    /// If the system cannot kill it.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

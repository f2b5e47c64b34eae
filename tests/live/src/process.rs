//! [`Process`]: a binary that serves, its log, and the signals that an operator sends.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};

use crate::{Failure, Result, Servers, until};

/// A process that serves; killed with this value if it still runs.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a command with nothing but these environment variables. It writes to the log, and ends with the servers at the latest.
    ///
    /// # Errors
    ///
    /// If there is no such command.
    pub fn spawn(
        command: &mut Command,
        environment: &[(&str, String)],
        log: PathBuf,
        servers: &Servers,
    ) -> Result<Self> {
        let output = File::create(&log)?;
        let child = command
            // The variables of whoever runs the tests could be options too.
            .env_clear()
            .env("RUST_BACKTRACE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn();
        let child = child.map_err(|error| Failure::new(format_args!("{command:?}: {error}")))?;
        servers.watch(&child)?;
        Ok(Self { child, log })
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The file of its log.
    pub fn log_file(&self) -> &Path {
        &self.log
    }

    /// All that it has written so far.
    ///
    /// # Errors
    ///
    /// If the file of its log is gone.
    pub fn log(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&std::fs::read(&self.log)?).into_owned())
    }

    /// The last lines of its log, for people.
    pub fn log_end(&self) -> String {
        let log = self.log().unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(40).collect();
        let mut text = format!("end of {}:", self.log.display());
        for line in lines.iter().rev() {
            text.push_str("\n  ");
            text.push_str(line);
        }
        text
    }

    /// Waits until its log contains a text so many times.
    ///
    /// # Errors
    ///
    /// If it ends before that.
    pub fn wait_log(&mut self, text: &str, times: usize) -> Result<()> {
        until(&format!("the worker logs `{text}`, times: {times}"), || {
            let is_said = self.log()?.matches(text).count() >= times;
            if let (false, Some(status)) = (is_said, self.child.try_wait()?) {
                return Err(Failure::new(format_args!("the worker ended with {status}")));
            }
            Ok(is_said.then_some(()))
        })
        .map_err(|failure| Failure::new(format_args!("{failure}\n{}", self.log_end())))
    }

    /// Whether it still runs.
    ///
    /// # Errors
    ///
    /// If the system cannot tell.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Sends a signal.
    ///
    /// # Errors
    ///
    /// If it has ended.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| Failure::new("the worker has no process id"))?;
        Ok(kill_process(pid, signal)?)
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub fn wait_end(&mut self) -> Result<ExitStatus> {
        until("the worker ends", || Ok(self.child.try_wait()?))
            .map_err(|failure| Failure::new(format_args!("{failure}\n{}", self.log_end())))
    }

    /// Sends SIGTERM and waits until it has ended.
    ///
    /// # Errors
    ///
    /// If it has ended already, does not end, or not well.
    pub fn terminate(mut self) -> Result<()> {
        let ended = self.child.try_wait()?;
        let status = match ended {
            Some(status) => Err(status),
            None => {
                self.signal(Signal::TERM)?;
                Ok(self.wait_end()?)
            }
        };
        let problem = match status {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => format!("the worker ended with {status}"),
            Err(status) => format!("the worker had ended already, with {status}"),
        };
        let end = self.log_end();
        Err(Failure::new(format_args!("{problem}\n{end}")))
    }

    /// Kills it, as a crash would.
    ///
    /// # Errors
    ///
    /// If the system refuses.
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

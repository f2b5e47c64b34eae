//! [`Worker`]: a binary of actions that serves them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Pid, Signal, kill_process};

use crate::{Failure, Result, Settings, Stack, until};

static STARTED: AtomicU32 = AtomicU32::new(1);

/// A worker process; killed with this value if it still runs.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    log: PathBuf,
    topic: String,
}

impl Worker {
    /// Starts a binary with `serve`, and waits until it consumes. It reads the engine's `mistral.conf`, and
    /// after it the given settings.
    ///
    /// # Errors
    ///
    /// If it ends before that; the error ends with the end of its log.
    pub fn start(stack: &Stack, binary: impl AsRef<Path>, settings: &Settings) -> Result<Self> {
        let mut worker = Self::spawn(stack, binary, settings)?;
        worker.wait_ready()?;
        Ok(worker)
    }

    /// Starts a binary with `serve`.
    ///
    /// # Errors
    ///
    /// If there is no such binary.
    pub fn spawn(stack: &Stack, binary: impl AsRef<Path>, settings: &Settings) -> Result<Self> {
        let name = format!("worker-{}", STARTED.fetch_add(1, Ordering::Relaxed));
        let folder = stack.log_folder();
        let (log, conf) = (
            folder.join(format!("{name}.log")),
            folder.join(format!("{name}.conf")),
        );
        let named = match settings.get("executor", "host") {
            Some(_) => settings.clone(),
            None => settings.clone().set("executor", "host", &name),
        };
        std::fs::write(&conf, named.to_string())?;
        let output = File::create(&log)?;
        let child = Command::new(binary.as_ref())
            .args([
                "serve",
                "--config-file",
                stack.variable("MISTRAL_CONF")?,
                "--config-file",
            ])
            .arg(&conf)
            // The variables of whoever runs the tests could be options too.
            .env_clear()
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn();
        let child = child.map_err(|error| {
            Failure::new(format_args!("{}: {error}", binary.as_ref().display()))
        })?;
        stack.watch(&child)?;
        let topic = settings
            .get("executor", "topic")
            .unwrap_or("mistral_executor");
        Ok(Self {
            child,
            log,
            topic: topic.to_owned(),
        })
    }

    /// Waits until it consumes.
    ///
    /// # Errors
    ///
    /// If it ends before that.
    pub fn wait_ready(&mut self) -> Result<()> {
        let ready = format!("consuming from {}", self.topic);
        self.wait_log(&ready)
    }

    /// Waits until its log contains a text.
    ///
    /// # Errors
    ///
    /// If it ends before that.
    pub fn wait_log(&mut self, text: &str) -> Result<()> {
        until(&format!("the worker logs `{text}`"), || {
            let said = self.log()?.contains(text);
            if let (false, Some(status)) = (said, self.child.try_wait()?) {
                let end = self.log_end();
                return Err(Failure::new(format_args!(
                    "the worker ended with {status}\n{end}"
                )));
            }
            Ok(said.then_some(()))
        })
        .map_err(|failure| Failure::new(format_args!("{failure}\n{}", self.log_end())))
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

    /// Whether it still runs.
    ///
    /// # Errors
    ///
    /// If the system cannot tell.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Sends SIGTERM.
    ///
    /// # Errors
    ///
    /// If it has ended.
    pub fn ask_to_stop(&self) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| Failure::new("the worker has no process id"))?;
        Ok(kill_process(pid, Signal::TERM)?)
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
    /// If it does not end, or not well.
    pub fn terminate(mut self) -> Result<()> {
        self.ask_to_stop()?;
        let status = self.wait_end()?;
        if status.success() {
            return Ok(());
        }
        let end = self.log_end();
        Err(Failure::new(format_args!(
            "the worker ended with {status}\n{end}"
        )))
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

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! [`Stack`]: RabbitMQ, PostgreSQL and Mistral, by way of the script `live/mistral`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{Failure, Result};

/// A Mistral that is up, and goes down with this value or with this process, however it ends.
#[derive(Debug)]
pub struct Stack {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    /// Waits for the end of its standard input, which closes also if this process is killed.
    holder: RefCell<Child>,
}

impl Stack {
    /// Brings a Mistral up in a folder that is new or was used for one before, with options of
    /// `live/mistral up`.
    ///
    /// # Errors
    ///
    /// If something does not start; the end of its log is on standard error.
    pub fn up(folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        let folder = std::path::absolute(folder)?;
        let mut holder = Command::new(script())
            .arg("hold")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C is not meant for it: it outlives us to clean up.
            .process_group(0)
            .spawn()?;
        let said = holder.stdout.take().map(BufReader::new);
        let mut stack = Self {
            folder,
            environment: BTreeMap::new(),
            holder: RefCell::new(holder),
        };
        // Nothing is said as long as another run is there.
        if said.and_then(|said| said.lines().next()).is_none() {
            return Err(Failure::new("`live/mistral hold` failed"));
        }
        stack.script("up", options)?;
        let exports = stack.script("env", &[])?;
        stack.environment = exports
            .lines()
            .filter_map(|line| line.strip_prefix("export ")?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned()))
            .collect();
        Ok(stack)
    }

    /// What `live/mistral env` prints under this name, `MISTRAL_API_URL` for instance.
    ///
    /// # Errors
    ///
    /// If it prints no such name.
    pub fn variable(&self, name: &str) -> Result<&str> {
        let value = self.environment.get(name).map(String::as_str);
        value.ok_or_else(|| Failure::new(format_args!("`live/mistral env` prints no {name}")))
    }

    /// The folder of the logs of all services, and of the workers.
    pub fn log_folder(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Starts Mistral's own executor, also if it runs, with settings of the form `GROUP.OPTION=VALUE`.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_python_executor(&self, topic: &str, settings: &[&str]) -> Result<()> {
        let mut options = vec!["executor", "--topic", topic];
        options.extend(settings.iter().flat_map(|setting| ["--set", *setting]));
        self.script("start", &options).map(drop)
    }

    /// Starts the engine again with these settings of the form `GROUP.OPTION=VALUE`, and waits until it
    /// listens.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_engine(&self, settings: &[&str]) -> Result<()> {
        let mut options = vec!["engine"];
        options.extend(settings.iter().flat_map(|setting| ["--set", *setting]));
        self.script("start", &options).map(drop)
    }

    /// Starts the broker again, and waits until the engine, if it runs, listens.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_broker(&self) -> Result<()> {
        self.script("start", &["rabbitmq"]).map(drop)
    }

    /// Starts the broker again as if it were new: without queues and messages.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_empty_broker(&self) -> Result<()> {
        self.script("start", &["rabbitmq", "--empty"]).map(drop)
    }

    /// Stops a service, as an operator would.
    ///
    /// # Errors
    ///
    /// If there is no such service.
    pub fn stop(&self, service: &str) -> Result<()> {
        self.script("stop", &[service]).map(drop)
    }

    /// Kills a service, as a crash would.
    ///
    /// # Errors
    ///
    /// If there is no such service.
    pub fn kill(&self, service: &str) -> Result<()> {
        self.script("kill", &[service]).map(drop)
    }

    /// Lets a process end with this one, however this one ends.
    pub(crate) fn watch(&self, process: &Child) -> Result<()> {
        let mut holder = self.holder.borrow_mut();
        let pids = holder.stdin.as_mut();
        let pids = pids.ok_or_else(|| Failure::new("the stack is down"))?;
        Ok(writeln!(pids, "{}", process.id())?)
    }

    fn script(&self, verb: &str, options: &[&str]) -> Result<String> {
        let output = Command::new(script())
            .arg(verb)
            .arg(&self.folder)
            .args(options)
            .stdin(Stdio::null())
            // Where installing takes a minute, one wants to see it.
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(Failure::new(format_args!(
                "`live/mistral {verb}` failed: {}",
                output.status
            )));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let holder = self.holder.get_mut();
        drop(holder.stdin.take());
        let _ = holder.wait();
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../live/mistral")
}

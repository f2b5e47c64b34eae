//! [`Services`]: services that a script of `tests/stack/` starts.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::{Failure, Result};

/// Running services. They stop when this value is dropped or this process ends, even if the process is killed.
#[derive(Debug)]
pub struct Services {
    script: &'static str,
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    /// `hold`: stops the services when its standard input closes, which also happens if this process is killed.
    holder: Mutex<Child>,
}

impl Services {
    /// Starts the services of a script with options of its `up`, in a folder that is new or that held the same
    /// services before.
    ///
    /// # Errors
    ///
    /// If a service does not start; the end of its log is printed to standard error.
    pub fn up(script: &'static str, folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        let folder = std::path::absolute(folder)?;
        let mut holder = Command::new(path(script))
            .arg("hold")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C must not reach it: it outlives this process to clean up.
            .process_group(0)
            .spawn()?;
        let output = holder.stdout.take().map(BufReader::new);
        let mut services = Self {
            script,
            folder,
            environment: BTreeMap::new(),
            holder: Mutex::new(holder),
        };
        // Blocks until `hold` prints `held`, which it does after another run has released the folder.
        if output.and_then(|output| output.lines().next()).is_none() {
            return Err(Failure::new(format_args!(
                "`tests/stack/{script} hold` failed"
            )));
        }
        services.run("up", options)?;
        let exports = services.run("env", &[])?;
        services.environment = exports
            .lines()
            .filter_map(|line| line.strip_prefix("export ")?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned()))
            .collect();
        Ok(services)
    }

    /// The folder of the services' files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns a variable that the script's `env` prints.
    ///
    /// # Errors
    ///
    /// If the script does not print the variable.
    pub fn variable(&self, name: &str) -> Result<&str> {
        let value = self.environment.get(name).map(String::as_str);
        value.ok_or_else(|| {
            Failure::new(format_args!(
                "`tests/stack/{} env` does not print {name}",
                self.script
            ))
        })
    }

    /// Kills a process when this process ends, even if this process is killed.
    ///
    /// # Errors
    ///
    /// If the services have stopped.
    pub fn adopt(&self, process: &Child) -> Result<()> {
        let mut holder = self.holder.lock().unwrap_or_else(PoisonError::into_inner);
        let pids = holder.stdin.as_mut();
        let pids = pids.ok_or_else(|| Failure::new("the services have stopped"))?;
        Ok(writeln!(pids, "{}", process.id())?)
    }

    /// Runs another command of the script.
    ///
    /// # Errors
    ///
    /// If it fails; its messages are on standard error.
    pub fn run(&self, verb: &str, options: &[&str]) -> Result<String> {
        let output = Command::new(path(self.script))
            .arg(verb)
            .arg(&self.folder)
            .args(options)
            .stdin(Stdio::null())
            // The script reports installations, which take a minute.
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(Failure::new(format_args!(
                "`tests/stack/{} {verb}` failed: {}",
                self.script, output.status
            )));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        let holder = self
            .holder
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        drop(holder.stdin.take());
        let _ = holder.wait();
    }
}

fn path(script: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../stack")
        .join(script)
}

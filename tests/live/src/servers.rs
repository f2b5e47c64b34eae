//! [`Servers`]: what one of the scripts in `tests/stack/` brings up.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::{Failure, Result};

/// Servers that are up, and go down with this value or with this process, however it ends.
#[derive(Debug)]
pub struct Servers {
    script: &'static str,
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    /// Waits for the end of its standard input, which closes also if this process is killed.
    holder: Mutex<Child>,
}

impl Servers {
    /// Brings up what a script of `tests/stack/` does, in a folder that is new or was used for the same before,
    /// with options of its `up`.
    ///
    /// # Errors
    ///
    /// If something does not start; the end of its log is on standard error.
    pub fn up(script: &'static str, folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        let folder = std::path::absolute(folder)?;
        let mut holder = Command::new(path(script))
            .arg("hold")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C is not meant for it: it outlives us to clean up.
            .process_group(0)
            .spawn()?;
        let said = holder.stdout.take().map(BufReader::new);
        let mut servers = Self {
            script,
            folder,
            environment: BTreeMap::new(),
            holder: Mutex::new(holder),
        };
        // Nothing is said as long as another run is there.
        if said.and_then(|said| said.lines().next()).is_none() {
            return Err(Failure::new(format_args!(
                "`tests/stack/{script} hold` failed"
            )));
        }
        servers.run("up", options)?;
        let exports = servers.run("env", &[])?;
        servers.environment = exports
            .lines()
            .filter_map(|line| line.strip_prefix("export ")?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned()))
            .collect();
        Ok(servers)
    }

    /// The folder of their files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the script's `env` prints under this name.
    ///
    /// # Errors
    ///
    /// If it prints no such name.
    pub fn variable(&self, name: &str) -> Result<&str> {
        let value = self.environment.get(name).map(String::as_str);
        value.ok_or_else(|| {
            Failure::new(format_args!(
                "`tests/stack/{} env` prints no {name}",
                self.script
            ))
        })
    }

    /// Lets a process end with this one, however this one ends.
    ///
    /// # Errors
    ///
    /// If the servers are down.
    pub fn watch(&self, process: &Child) -> Result<()> {
        let mut holder = self.holder.lock().unwrap_or_else(PoisonError::into_inner);
        let pids = holder.stdin.as_mut();
        let pids = pids.ok_or_else(|| Failure::new("the servers are down"))?;
        Ok(writeln!(pids, "{}", process.id())?)
    }

    /// Runs the script with another verb.
    ///
    /// # Errors
    ///
    /// If it fails; what it has said is on standard error.
    pub fn run(&self, verb: &str, options: &[&str]) -> Result<String> {
        let output = Command::new(path(self.script))
            .arg(verb)
            .arg(&self.folder)
            .args(options)
            .stdin(Stdio::null())
            // Where installing takes a minute, one wants to see it.
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

impl Drop for Servers {
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

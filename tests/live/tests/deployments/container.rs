//! [`Container`]: an executor that runs in a container (`tests/stack/container`).

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use live_tests::{Failure, Process, Result, Services, Signal, until};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stack/container");

/// What a container is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Image {
    /// Folder with the container's own files.
    pub(crate) root: PathBuf,
    /// Programs are looked for here first.
    pub(crate) path: String,
    pub(crate) environment: Vec<(&'static str, String)>,
    /// Files and folders of the system, or `tmpfs`, with their paths in the container, which may end with `:ro`.
    pub(crate) volumes: Vec<(String, String)>,
    /// User and group of the command. `None`: root.
    pub(crate) user: Option<u32>,
    pub(crate) has_read_only_root: bool,
}

/// A running container. It is killed when this value is dropped.
#[derive(Debug)]
pub(crate) struct Container {
    process: Process,
    path: String,
}

impl Image {
    /// Writes a file into the root.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    /// Starts a command.
    pub(crate) fn start(
        &self,
        command: &[impl AsRef<OsStr>],
        log: PathBuf,
        services: &Services,
    ) -> Result<Container> {
        let mut script = Command::new(SCRIPT);
        script.arg(&self.root);
        for (source, path) in &self.volumes {
            script.args(["--volume", &format!("{source}:{path}")]);
        }
        if self.has_read_only_root {
            script.arg("--read-only");
        }
        if let Some(user) = self.user {
            script.args(["--user", &format!("{user}:{user}")]);
        }
        script.arg("--").args(command);
        let path = format!(
            "{}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            self.path
        );
        let mut environment = self.environment.clone();
        environment.push(("PATH", path.clone()));
        let mut process = Process::spawn(&mut script, &environment, log, services)?;
        until("the container has started", || {
            if let Some(status) = process.try_wait()? {
                let end = process.log_tail();
                return Err(Failure::new(format_args!(
                    "the container ended with {status}\n{end}"
                )));
            }
            first_child(process.pid())
        })?;
        Ok(Container { process, path })
    }
}

impl Container {
    /// Runs a command in the container as this user; returns whether it succeeds.
    pub(crate) fn succeeds(&self, user: u32, command: &[&str]) -> Result<bool> {
        let pid = self.first_process()?.to_string();
        let user = user.to_string();
        let status = Command::new("nsenter")
            .args(["--target", &pid, "--mount", "--pid", "--root", "--wd"])
            .args(["--setuid", &user, "--setgid", &user, "--"])
            .args(command)
            .env_clear()
            .env("PATH", &self.path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        Ok(status.success())
    }

    /// Waits until a command in the container succeeds or fails.
    pub(crate) fn wait(&self, user: u32, command: &[&str], succeeds: bool) -> Result<()> {
        let word = if succeeds { "succeeds" } else { "fails" };
        until(&format!("{command:?} {word}"), || {
            Ok((self.succeeds(user, command)? == succeeds).then_some(()))
        })
        .map_err(|failure| self.explain(&failure))
    }

    /// Adds the end of the log to a failure.
    pub(crate) fn explain(&self, failure: &Failure) -> Failure {
        Failure::new(format_args!("{failure}\n{}", self.process.log_tail()))
    }

    /// Returns the id of the container's first process.
    pub(crate) fn first_process(&self) -> Result<i32> {
        let child = first_child(self.process.pid())?;
        child.ok_or_else(|| self.explain(&Failure::new("the container has ended")))
    }

    /// Returns the command line of the container's first process.
    pub(crate) fn command_line(&self) -> Result<Vec<String>> {
        let line = fs::read_to_string(format!("/proc/{}/cmdline", self.first_process()?))?;
        let words = line.split_terminator('\0').map(str::to_owned);
        Ok(words.collect())
    }

    /// Sends SIGTERM to the first process, as a container runtime does, and waits for the end.
    pub(crate) fn stop(mut self) -> Result<ExitStatus> {
        let pid = rustix::process::Pid::from_raw(self.first_process()?);
        let pid = pid.ok_or_else(|| Failure::new("the container has no process"))?;
        rustix::process::kill_process(pid, Signal::TERM)?;
        self.process.wait_exit()
    }
}

/// Returns the id of a process's first child.
fn first_child(pid: u32) -> Result<Option<i32>> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
    let child = children.split_whitespace().next();
    Ok(child.and_then(|pid| pid.parse().ok()))
}

/// Copies a program.
pub(crate) fn copy_program(from: &Path, to: &Path) -> Result<()> {
    write_program(to, &fs::read_to_string(from)?)
}

/// Writes a program that everybody may run.
pub(crate) fn write_program(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o755),
    )?)
}

//! Python environments and Debian packages. The script `tests/stack/provision` installs them; locks let several
//! processes request the same one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::command::{Result, repository, run};
use crate::live_tests::Brokers;

fn script() -> PathBuf {
    repository().join("tests/stack/provision")
}

/// Installs an environment if needed, and returns the path of its Python interpreter.
pub(crate) fn venv(name: &str) -> Result<PathBuf> {
    let output = Command::new(script())
        .args(["venv", name])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start tests/stack/provision: {error}"))?;
    if !output.status.success() {
        return Err(format!("the Python environment {name} is not available"));
    }
    let path = String::from_utf8_lossy(&output.stdout);
    Ok(PathBuf::from(path.trim()))
}

/// Returns the path of a subcommand of cargo. PyPI has them ready-built; the versions are pinned with checksums in
/// `xtask/requirements/cargo-tools.txt`.
pub(crate) fn cargo_tool(name: &str) -> Result<PathBuf> {
    Ok(venv("cargo-tools")?.with_file_name(name))
}

/// Installs a Debian package if needed.
pub(crate) fn debian(package: &str) -> Result {
    run(Command::new(script()).args(["debian", package]))
}

/// Copies a minimal Debian 12 to a folder, which is replaced.
pub(crate) fn copy_clean_root(to: &Path) -> Result {
    let output = Command::new(script())
        .arg("root")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start tests/stack/provision: {error}"))?;
    if !output.status.success() {
        return Err("no minimal Debian is available".to_owned());
    }
    let from = String::from_utf8_lossy(&output.stdout);
    run(Command::new("rm").arg("-rf").arg(to))?;
    let copy = ["-a", "--reflink=auto", from.trim()];
    run(Command::new("cp").args(copy).arg(to))
}

/// Installation of everything that the tests need, in the background.
///
/// If a check fails before [`Background::join`], the installation continues: the next run needs it, too.
pub(crate) struct Background {
    process: Child,
    log: PathBuf,
    start: Instant,
}

impl Background {
    /// Starts the installation with a low priority. Its output goes to a file below `target/live`.
    pub(crate) fn start(brokers: Brokers) -> Result<Self> {
        let log = repository().join("target/live/provision.log");
        let start = Instant::now();
        let process = create(&log).and_then(|out| {
            Command::new("nice")
                .arg(script())
                .arg("all")
                .args((brokers == Brokers::All).then_some("--all-brokers"))
                .stdout(out.try_clone()?)
                .stderr(out)
                .spawn()
        });
        let process = process.map_err(|error| format!("cannot start provisioning: {error}"))?;
        eprintln!(
            "==> tests/stack/provision all (in the background, {})",
            log.display()
        );
        Ok(Self {
            process,
            log,
            start,
        })
    }

    /// Waits for the end of the installation.
    ///
    /// # Errors
    ///
    /// If something could not be installed. The error contains the output.
    pub(crate) fn join(mut self) -> Result {
        eprintln!("==> wait for tests/stack/provision all");
        let status = self
            .process
            .wait()
            .map_err(|error| format!("cannot wait for provisioning: {error}"))?;
        if !status.success() {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            return Err(format!("provisioning failed: {status}\n{log}"));
        }
        eprintln!(
            "    {:.1} s since its start",
            self.start.elapsed().as_secs_f64()
        );
        Ok(())
    }
}

/// Creates a file and its folder.
fn create(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create(path)
}

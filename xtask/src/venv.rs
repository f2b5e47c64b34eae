//! Python's virtual environments below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Result, repository, run};

/// A virtual environment with the packages of one requirements file.
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// Returns the environment of this name. Creates it if it is missing or if the requirements have changed since.
    ///
    /// It is a folder of `target/live/venv`, or of `$LIVE_VENV_DIR`. `requirements` is relative to the root of the
    /// repository; `editable` is a package of the repository, installed so that the working tree is what is imported.
    pub(crate) fn ensure(name: &str, requirements: &str, editable: Option<&str>) -> Result<Self> {
        let requirements = repository().join(requirements);
        let wanted = read(&requirements)?;
        let parent = match std::env::var_os("LIVE_VENV_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => repository().join("target/live/venv"),
        };
        let venv = Self {
            folder: parent.join(name),
        };
        let installed = venv.folder.join(".requirements");
        if read(&installed).is_ok_and(|installed| installed == wanted) {
            return Ok(venv);
        }
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv.folder))?;
        venv.pip(&["--requirement"], &requirements)?;
        if let Some(package) = editable {
            venv.pip(&["--no-deps", "--editable"], &repository().join(package))?;
        }
        // Written last: an interrupted installation is repeated.
        fs::write(&installed, wanted)
            .map_err(|error| format!("cannot write {}: {error}", installed.display()))?;
        Ok(venv)
    }

    /// Path of a program of the environment.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    fn pip(&self, options: &[&str], package: &Path) -> Result {
        let install = ["-m", "pip", "install", "--quiet"];
        run(Command::new(self.program("python"))
            .args(install)
            .arg("--disable-pip-version-check")
            .args(options)
            .arg(package))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

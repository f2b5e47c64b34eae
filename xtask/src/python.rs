//! The checks of what is written in Python: the provider, and the scripts of the live tests.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::live::repository;
use crate::steps::{Result, run};

/// Formats, lints, types and tests of the provider, the latter also with a real RabbitMQ; and the scripts of the live
/// tests, and what makes the table of OpenStack's actions.
pub(crate) fn check() -> Result {
    let python = python()?;
    let repository = repository();
    for check in ["tests/stack/check", "actions/openstack/table/check"] {
        run(Command::new(repository.join(check)).arg(&python))?;
    }
    for folder in ["tests/live", "tests/servers"] {
        for verb in [&["format", "--check"][..], &["check"]] {
            let ruff = [&["-m", "ruff"], verb, &["--no-cache", folder]].concat();
            run(Command::new(&python).args(ruff).current_dir(&repository))?;
        }
    }
    let with_broker = r#"MISTRAL_ACTIONS_TEST_TRANSPORT_URL=$MISTRAL_TRANSPORT_URL exec "$0" "$1""#;
    run(Command::new(repository.join("tests/stack/rabbitmq"))
        .arg("run")
        .arg(repository.join("target/live/rabbitmq"))
        .args(["--", "sh", "-c", with_broker])
        .arg(repository.join("provider/check"))
        .arg(&python))
}

/// A Python with all that the checks need, made anew whenever that changes.
fn python() -> std::result::Result<PathBuf, String> {
    let requirements = repository().join("provider/requirements-test.txt");
    let wanted = read(&requirements)?;
    let folder = match std::env::var_os("LIVE_VENV_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("target/live/venv"),
    };
    let venv = folder.join("provider");
    let (python, installed) = (venv.join("bin/python"), venv.join(".requirements"));
    if read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&venv))?;
    let pip = ["-m", "pip", "install", "--quiet", "--requirement"];
    run(Command::new(&python).args(pip).arg(&requirements))?;
    // As it is in the working tree, with its entry points.
    let editable = ["-m", "pip", "install", "--quiet", "--no-deps", "--editable"];
    let provider = repository().join("provider");
    run(Command::new(&python).args(editable).arg(provider))?;
    // Written last, so that what was interrupted begins anew.
    std::fs::write(&installed, wanted)
        .map_err(|error| format!("{}: {error}", installed.display()))?;
    Ok(python)
}

fn read(path: &Path) -> std::result::Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

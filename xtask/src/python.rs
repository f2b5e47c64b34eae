//! `cargo xtask python`: checks of the code in Python, which are part of `test`.

use std::process::Command;

use crate::command::{Result, repository, run};
use crate::provision;

/// Checks formats, lints and types; runs the tests of the provider, also those with a real RabbitMQ.
pub(crate) fn check() -> Result {
    let python = provision::venv("provider")?;
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

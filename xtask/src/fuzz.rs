//! `cargo xtask fuzz`: malformed messages for the reader of messages.

use std::process::Command;

use crate::command::{Result, repository, run};

/// Reads a number of malformed messages: `--messages N`, `--seed S`.
pub(crate) fn fuzz(options: &[&str]) -> Result {
    let mut command = Command::new("cargo");
    command
        .args(["test", "--release", "--quiet", "--package", "mistral-wire"])
        .args([
            "--features",
            "messages",
            "--test",
            "fuzz",
            "--",
            "--nocapture",
        ])
        .env("FUZZ_MESSAGES", "1000000")
        .current_dir(repository());
    for option in options.chunks(2) {
        let (variable, value) = match *option {
            ["--messages", value] => ("FUZZ_MESSAGES", value),
            ["--seed", value] => ("FUZZ_SEED", value),
            _ => return Err(format!("unknown option {}", option.join(" "))),
        };
        command.env(variable, value.replace('_', ""));
    }
    run(&mut command)
}

//! Benchmarks, each compared with code that a good engineer would write by hand.
//!
//! `cargo xtask bench [dispatch|reuse|build|startup]`. Callgrind counts instructions, which
//! are the same on every machine with the same compiler; times are the best of several runs.

mod build;
mod callgrind;
mod dispatch;
mod reuse;
mod startup;
mod table;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "Usage: benches [dispatch|reuse|build|startup|all|generate FOLDER]";

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T, E = Error> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        // Runs under callgrind.
        [callgrind::COUNTED, "dispatch", case, side, calls] => dispatch::counted(case, side, calls),
        [callgrind::COUNTED, "reuse", side, calls] => reuse::counted(side, calls),
        ["dispatch"] => dispatch::report(),
        ["reuse"] => reuse::report(),
        ["build"] => build::report(),
        // For `cargo llvm-lines` and `nm`.
        ["generate", folder] => build::generate(Path::new(folder)),
        ["startup"] => startup::report(),
        // Each reports, even if an earlier one misses its goal.
        [] | ["all"] => [
            reuse::report(),
            startup::report(),
            build::report(),
            dispatch::report(),
        ]
        .into_iter()
        .collect(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

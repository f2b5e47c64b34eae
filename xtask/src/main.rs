//! Development commands: `cargo xtask test`, `cargo xtask bench`, …

mod licences;
mod needs;
mod steps;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  test       Everything a change must pass: format, lints, documentation, licences, all tests.
             Installs what the tests need (as root, from Debian's packages) if it is not there.
  quick      Format, lints and tests, without what takes long.
  bench [PART]
             The benchmarks, each beside what it compares with; PART is one of
             dispatch, reuse, build, startup.
  bless      Write snapshots and pinned messages anew, to be read before they are committed.
  licences   Check that every dependency has a licence that goes with ours.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["test"] => steps::test(),
        ["quick"] => steps::quick(),
        ["bench", parts @ ..] => steps::bench(parts),
        ["bless"] => steps::bless(),
        ["licences"] => licences::check(),
        ["-h" | "--help" | "help"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
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

//! Development commands: `cargo xtask test`, `cargo xtask demo`, …

mod licences;
mod live;
mod needs;
mod python;
mod steps;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  test       Everything a change must pass: format, lints, documentation, licences, all tests, also
             those with a real RabbitMQ, Mistral and OpenStack. Installs what the tests need (as root from
             Debian's packages, and with pip below target/) if it is not there.
  quick      Format, lints and tests, without what takes long.
  python     What of that concerns what is written in Python.
  bench [PART]
             The benchmarks, each beside what it compares with; PART is one of
             dispatch, reuse, build, startup, executor (beside Mistral's own).
  demo       Run a workflow of a real Mistral with the quickstart's actions, step by step.
  live up|down|env [OPTION...]
             A real Mistral for a developer; what else it can do is in tests/stack/README.md.
  live cloud up|down|env [OPTION...]
             A real Keystone, Nova, Cinder, Glance and Neutron, likewise.
  bless      Write snapshots and pinned messages anew, to be read before they are committed.
  licences   Check that every dependency has a licence that goes with ours.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["test"] => steps::test(),
        ["python"] => python::check(),
        ["quick"] => steps::quick(),
        ["bench", parts @ ..] => steps::bench(parts),
        ["demo"] => live::demo(),
        ["live", "cloud", verb, options @ ..] => live::live("cloud", "cloud", verb, options),
        ["live", verb, options @ ..] if *verb != "cloud" => {
            live::live("mistral", "dev", verb, options)
        }
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

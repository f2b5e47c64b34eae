//! Development commands: `cargo xtask test`, `cargo xtask demo`, …

mod bench;
mod bless;
mod book;
mod campaign;
mod command;
mod deny;
mod dist;
mod fuzz;
mod live;
mod live_tests;
mod matrix;
mod mutants;
mod packages;
mod prose;
mod provision;
mod python;
mod shear;
mod simulate;
mod slow;
mod test;

use std::process::ExitCode;

use crate::command::Result;
use crate::live_tests::Brokers;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  quick      Format, lints, prose and the tests that take seconds.
  test       Everything a change must pass: format, lints, prose, documentation, dependencies, all tests,
             including those with a real RabbitMQ, Mistral and OpenStack. Installs missing prerequisites
             in the background: Debian packages (as root), Python packages (below target/).
  test --all-brokers
             The same, with all tests of the worker on each version of RabbitMQ. `test` runs them on the newest,
             and on the oldest only those that depend on the broker.
  slow       Checks before a release, not for each commit: every feature alone, malformed messages, the
             simulation with its mutants, an hour of the campaign, the packages to publish, the matrix, and
             `dist check`.
  matrix [ROW...] [--json]
             The live tests that depend on Mistral, with its older releases and with several of RabbitMQ, and
             an upgrade of the worker.
             A ROW is MISTRAL/RABBITMQ, such as 22/3.10, or MISTRAL for all its rows.
  book       The documentation as a site, in target/book/site; part of `slow`.
  packages   The packages to publish, built and tested from their archives, and used by a new package;
             part of `slow`.
  dist [--profile PROFILE]
             The artifacts of a release, in target/dist-artifacts: program, Debian package, bill of materials,
             wheel, checksums. The profile is `dist` by default; `dev` is for changes of the packaging.
  dist check [--profile PROFILE]
             The same, and tests of the Debian package in a clean root folder and of the images.
  python     The checks of the code in Python, which are part of `test`.
  deny       Licenses, duplicate versions and sources of dependencies, by the rules of deny.toml.
  deny advisories
             Known vulnerabilities of dependencies; needs a network, so it is not part of `test`.
  prose [--lines N] [--files]
             Counts of oblique phrases in comments, documentation, messages and test names, which are
             part of `quick` and `test`. --lines N prints N of them, --files the files with the most.
  bench [PART...]
             The benchmarks, each next to a reference. PART is dispatch, reuse, build, startup,
             executor (compares with Mistral's own) or fleet (fifty workers on one broker, or FLEET=N).
  simulate [--seeds N] [--seed S] [--first-failure]
             Workers, an engine and a broker with faults, decided by a seed. A single seed prints its history.
  simulate mutants [PART OF A NAME]
             Checks that the simulation finds each of a list of mistakes in the worker.
  campaign [--seeds N] [--seed S] [--minutes M] [--jobs J] [--executor python]
             Random faults against a real RabbitMQ and worker processes. `--executor python` counts what
             Mistral's own executor loses with the same seeds.
  fuzz [--messages N] [--seed S]
             Malformed messages for the worker's reader; a million of them by default.
  demo       Run a workflow of a real Mistral with the quickstart's actions, step by step.
  live up|down|env [OPTION...]
             A real Mistral for a developer; tests/stack/README.md lists all verbs and options.
  live cloud up|down|env [OPTION...]
             A real Keystone, Nova, Cinder, Glance and Neutron for a developer.
  bless      Rewrite snapshots and pinned messages; review the difference before a commit.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match execute(&arguments) {
        None if matches!(arguments[..], ["-h" | "--help" | "help"]) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        None => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command that the arguments name, or returns `None` if they name none.
fn execute(arguments: &[&str]) -> Option<Result> {
    Some(match arguments {
        ["quick"] => test::quick(),
        ["test"] => test::test(Brokers::NewestAndOldest),
        ["test", "--all-brokers"] => test::test(Brokers::All),
        ["slow"] => slow::slow(),
        ["book"] => book::book(),
        ["packages"] => packages::check(),
        ["dist"] => dist::dist("dist").map(drop),
        ["dist", "--profile", profile] => dist::dist(profile).map(drop),
        ["dist", "check"] => dist::check("dist"),
        ["dist", "check", "--profile", profile] => dist::check(profile),
        ["python"] => python::check(),
        ["deny"] => deny::check(),
        ["deny", "advisories"] => deny::advisories(),
        ["prose", options @ ..] => prose::prose(prose::Options::parse(options)?),
        ["bench", parts @ ..] => bench::run(parts),
        ["simulate", "mutants"] => mutants::find_all(""),
        ["simulate", "mutants", part] => mutants::find_all(part),
        ["simulate", options @ ..] => simulate::simulate(options),
        ["campaign", options @ ..] => campaign::campaign(options),
        ["fuzz", options @ ..] => fuzz::fuzz(options),
        ["matrix", options @ ..] => matrix::matrix(options),
        ["demo"] => live::demo(),
        ["live", "cloud", verb, options @ ..] => live::live("cloud", "cloud", verb, options),
        ["live", verb, options @ ..] if *verb != "cloud" => {
            live::live("mistral", "dev", verb, options)
        }
        ["bless"] => bless::bless(),
        _ => return None,
    })
}

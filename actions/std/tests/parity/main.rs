//! Parity with Mistral: each case is run by Mistral's own class and by this pack, and the outcomes are compared.
//!
//! The tests have a harness of their own, because this program has a second purpose: cases with variables of the
//! environment run in a process with these variables, which the tests start from the same executable.

/// Defines `tests`, which returns the tests of a module.
macro_rules! tests {
    ($($test:ident),+ $(,)?) => {
        pub(crate) fn tests() -> Vec<libtest_mimic::Trial> {
            vec![$(libtest_mimic::Trial::test(
                concat!(module_path!(), "::", stringify!($test)),
                || {
                    $test();
                    Ok(())
                },
            )),+]
        }
    };
}

mod basic;
mod case;
mod compare;
#[cfg(feature = "email")]
mod email;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "javascript")]
mod javascript;
mod python_outcome;
mod rust_outcome;
#[cfg(feature = "ssh")]
mod ssh;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    if let Some(outcome) = rust_outcome::of_child() {
        println!("{outcome}");
        return ExitCode::SUCCESS;
    }
    let tests = [
        basic::tests(),
        #[cfg(feature = "email")]
        email::tests(),
        #[cfg(feature = "http")]
        http::tests(),
        #[cfg(feature = "javascript")]
        javascript::tests(),
        #[cfg(feature = "ssh")]
        ssh::tests(),
    ];
    let tests = tests.into_iter().flatten().collect();
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

/// Runs cases and compares their outcomes.
fn check(cases: &[case::Case]) {
    let python = python_outcome::run_all(cases);
    let mut wrong = Vec::new();
    for (case, python) in cases.iter().zip(&python) {
        for (call, rust) in rust_outcome::run(case, python) {
            if let Err(problem) = compare::compare(case, python, &rust) {
                wrong.push(format!(
                    "{} {}, {call}: {problem}",
                    case.action,
                    case.summary()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} outcomes of {} cases differ:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

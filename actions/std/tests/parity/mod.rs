//! Parity with Mistral: each case is run by Mistral's own class and by this pack, and the outcomes are compared.

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

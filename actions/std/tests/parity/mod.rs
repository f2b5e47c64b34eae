//! One table of cases, run by Mistral's own classes and by ours, and compared.

mod basic;
mod case;
mod compare;
#[cfg(feature = "email")]
mod email;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "javascript")]
mod javascript;
mod ours;
#[cfg(feature = "ssh")]
mod ssh;
mod theirs;

/// Runs a part of the table.
fn check(cases: &[case::Case]) {
    let theirs = theirs::outcomes(cases);
    let mut wrong = Vec::new();
    for (case, theirs) in cases.iter().zip(&theirs) {
        for (how, ours) in ours::outcomes(case, theirs) {
            if let Err(problem) = compare::compare(case, theirs, &ours) {
                wrong.push(format!(
                    "{} {}, {how}: {problem}",
                    case.action,
                    case.shown()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

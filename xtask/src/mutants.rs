//! Mutants of the worker, each of which the simulation must find.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Result, repository, run};
use crate::simulate::command;

/// Seeds within which a mutant must be found.
const SEEDS: &str = "20000";

/// Setting of cargo: the crate with the mutants is compiled quickly.
const UNOPTIMIZED: &str = "profile.release.package.mistral-worker.opt-level=0";

/// A mistake in the worker: a text of a file, and what replaces it.
struct Mutant {
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const fn mutant(
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Mutant {
    Mutant {
        name,
        file,
        from,
        to,
    }
}

const MUTANTS: &[Mutant] = &[
    mutant(
        "acknowledges a message when its action begins",
        "job/run_action.rs",
        "let end = tokio::select! {",
        "claim.holding().acknowledge_up_to(u32::MAX);\n        let end = tokio::select! {",
    ),
    mutant(
        "begins an action again that runs here",
        "job/table.rs",
        "if let Some(job) = inner.running.get(&key) {\n            job.holding.join(arrival.delivery);",
        "if let Some(job) = inner.running.get(&key).filter(|_| false) {\n            job.holding.join(arrival.delivery);",
    ),
    mutant(
        "forgets a delivery that joins a running action",
        "job/table.rs",
        "job.holding.join(arrival.delivery);",
        "let _ = job;",
    ),
    mutant(
        "begins without a proof that it holds the message",
        "job/run_action.rs",
        "!claim.holding().verify().await",
        "false",
    ),
    mutant(
        "runs a redelivered action that must not run twice",
        "job/run_action.rs",
        "            is_safe,\n        });",
        "            is_safe: true,\n        });",
    ),
    mutant(
        "refuses a redelivered action at once",
        "job/run_action.rs",
        "self.hold(request.held(&claim)).await;\n                claim.discard();\n            }\n            Standing::Held",
        "self.refuse(&request, claim).await;\n            }\n            Standing::Held",
    ),
    mutant(
        "refuses a held action whatever was decided",
        "job/run_action.rs",
        "if self.may_refuse(request.held(&claim)).await {",
        "if self.may_refuse(request.held(&claim)).await || true {",
    ),
    mutant(
        "moves a message without a decision",
        "job/keep.rs",
        "(earlier > first || !is_gone)",
        "false",
    ),
    mutant(
        "gives a begun action to others as new",
        "job/run_action.rs",
        "request.key);\n                claim.requeue().await;",
        "request.key);\n                self.prepare_return(request.held(&claim)).await;\n                claim.requeue().await;",
    ),
    mutant(
        "takes a returned result for delivered",
        "job/answer.rs",
        "Routed::Refused => return false,\n                Routed::No => {}\n            }\n            if !is_logged",
        "Routed::Refused => return false,\n                Routed::No => return true,\n            }\n            if !is_logged",
    ),
    mutant(
        "runs on, cut off from the broker",
        "job/keep.rs",
        "() = self.out_of_time(it) => Lost,",
        "() = std::future::pending() => Lost,",
    ),
    mutant(
        "forgets acknowledgements that may be lost",
        "job/run_action.rs",
        "claim.complete((!request.is_safe).then_some(&self.afterwards))",
        "claim.complete(None)",
    ),
    mutant(
        "acknowledges unknown copies in its own queue",
        "job/run_action.rs",
        "if !self.jobs.take_copy(&key, &delivery) {",
        "if !self.jobs.take_copy(&key, &delivery) {\n                delivery.receipt.acknowledge();\n                return;",
    ),
    mutant(
        "ends without waiting for late results",
        "job/run_action.rs",
        "self.late_result(id).await;",
        "let _ = id;",
    ),
    mutant(
        "asks no other worker for an action",
        "job/pass_on.rs",
        "self.forward.is_none() || foreign.sought.class.is_none()",
        "self.forward.is_some() && foreign.sought.class.is_none()",
    ),
    mutant(
        "begins a passed-on request whose earlier copies may count",
        "job/take_over.rs",
        "if self.notes.wait(Note::Released(copy), RELEASE_TIME).await {",
        "if self.notes.wait(Note::Released(copy), RELEASE_TIME).await || true {",
    ),
    mutant(
        "lets a copy count that no worker has accepted",
        "job/pass_on.rs",
        "if !self.withdraw(it, &offered).await {",
        "if false {",
    ),
    mutant(
        "passes a request on without a decision about its own copy",
        "job/pass_on.rs",
        "is_free && self.make_void(it, copies).await",
        "is_free && self.make_void(it, generation..generation).await",
    ),
    mutant(
        "runs a copy that its sender may have withdrawn",
        "job/run_action.rs",
        "            && !self.may_take(&key, &delivery).await",
        "            && false",
    ),
    mutant(
        "accepts requests while it drains",
        "job/take_over.rs",
        "if self.stop.is_cancelled() {\n            return Takeover::Declined;",
        "if false {\n            return Takeover::Declined;",
    ),
    mutant(
        "asks other workers in a place of the prefetch",
        "job/pass_on.rs",
        "if known != Known::Nowhere",
        "if false",
    ),
    mutant(
        "takes a delivery of a cancelled consumer for held",
        "transport/receipt.rs",
        "self.doubts\n            .modify(|doubts| doubts.push(Doubt { up_to, proved_at }));",
        "let _ = Doubt { up_to, proved_at };",
    ),
    mutant(
        "ignores time limits",
        "job/runner.rs",
        "options = options.timeout(timeout);",
        "let _ = timeout;",
    ),
];

/// A seed that finds a mutant, with what the checker says.
struct Found {
    seed: u64,
    violation: String,
}

/// Runs the simulation for each mutant whose name contains a text, in a copy of the repository, and prints the seed that
/// finds it.
///
/// # Errors
///
/// If a mutant is not found, or its text is not in the worker any more.
pub(crate) fn find_all(part: &str) -> Result {
    let copy = repository().join("target/mutants");
    copy_repository(&copy)?;
    let mut missed = Vec::new();
    println!("| mutant | seed | violation |\n| --- | --- | --- |");
    for mutant in MUTANTS.iter().filter(|it| it.name.contains(part)) {
        match find(mutant, &copy)? {
            Some(Found { seed, violation }) => {
                println!("| {} | {seed} | {violation} |", mutant.name);
            }
            None => {
                println!("| {} | none of {SEEDS} | |", mutant.name);
                missed.push(mutant.name);
            }
        }
    }
    if missed.is_empty() {
        return Ok(());
    }
    Err(format!("not found: {}", missed.join(", ")))
}

/// Returns the first seed that fails.
fn find(mutant: &Mutant, copy: &Path) -> Result<Option<Found>> {
    let path = copy.join("worker/src").join(mutant.file);
    let original = read(&path)?;
    if original.matches(mutant.from).count() != 1 {
        return Err(format!(
            "{}: the text of the mutant `{}` must be there once: {}",
            mutant.file, mutant.name, mutant.from
        ));
    }
    write(&path, &original.replace(mutant.from, mutant.to))?;
    let output = command("run")
        // Most mutants are found soon: the compiler takes longer than the simulation.
        .args(["--config", UNOPTIMIZED])
        .env("CARGO_INCREMENTAL", "1")
        .args(["--", "--seeds", SEEDS, "--first-failure"])
        .current_dir(copy)
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    write(&path, &original)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let found = found(&text);
    if found.is_none() && !text.contains("seeds, 0 failed") {
        let problem = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{}` does not run: {problem}", mutant.name));
    }
    Ok(found)
}

/// Reads the first failure in the output of the simulation.
fn found(output: &str) -> Option<Found> {
    let mut lines = output.lines();
    let seed = lines.find_map(|line| {
        let (seed, _) = line.strip_prefix("seed ")?.split_once(':')?;
        seed.parse().ok()
    })?;
    let violation = lines.find_map(|line| line.strip_prefix("violated: "))?;
    Some(Found {
        seed,
        violation: violation.to_owned(),
    })
}

/// Copies the files under version control; the target folder stays.
fn copy_repository(copy: &Path) -> Result {
    fs::create_dir_all(copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    let to = format!("--prefix={}/", copy.display());
    run(Command::new("git")
        .args(["checkout-index", "--all", "--force", &to])
        .current_dir(repository()))
}

fn read(path: &PathBuf) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &PathBuf, text: &str) -> Result {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_failure_is_read() {
        let output = "seed 7: 2 workers\n    0.1 s  w0 starts\nviolated: x1 is lost\nviolated: x2 is lost\n\nseed 9: ";
        let found = found(output).unwrap();
        assert_eq!((found.seed, &*found.violation), (7, "x1 is lost"));
    }

    #[test]
    fn every_mutant_has_its_text_in_the_worker() {
        let missing = MUTANTS.iter().filter(|mutant| {
            let path = repository().join("worker/src").join(mutant.file);
            read(&path).unwrap().matches(mutant.from).count() != 1
        });
        let missing: Vec<_> = missing.map(|mutant| mutant.name).collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

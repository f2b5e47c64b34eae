//! Instructions of one call, counted by callgrind.

use std::process::Command;

use crate::Result;

/// First argument of a run that is counted.
pub(crate) const COUNTED: &str = "counted";

/// Calls of the short run; the long one makes twice as many.
const CALLS: u64 = 500;

/// How many calls every run has to prepare, so that preparing them cancels.
pub(crate) const PREPARED: usize = 1000;

/// The instructions of one call: this program is run with N and with 2 N calls, and the difference is
/// divided by N. What happens once, at the start or at the first call, cancels.
pub(crate) fn instructions_per_call(arguments: &[&str]) -> Result<u64> {
    let short = instructions(arguments, CALLS)?;
    let long = instructions(arguments, 2 * CALLS)?;
    let difference = long
        .checked_sub(short)
        .ok_or("more calls took fewer instructions")?;
    Ok(difference / CALLS)
}

fn instructions(arguments: &[&str], calls: u64) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .arg(COUNTED)
        .args(arguments)
        .arg(calls.to_string())
        .output()
        .map_err(|error| {
            format!(
                "`valgrind` does not start ({error}); install it: apt-get install valgrind libc6-dbg"
            )
        })?;
    let log = String::from_utf8_lossy(&output.stderr);
    let collected = log.lines().find_map(|line| {
        let (_, count) = line.split_once("Collected :")?;
        count.trim().parse().ok()
    });
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("callgrind counted nothing for {arguments:?}:\n{log}").into()),
    }
}

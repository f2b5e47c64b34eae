//! Instructions of one call, counted by callgrind.

use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};

use crate::Result;

/// First argument of a run that is counted.
pub(crate) const COUNTED: &str = "counted";

/// Calls of the short run; the long one makes twice as many.
const CALLS: u64 = 500;

/// What is counted, and nothing outside of it: not what makes the inputs.
const ONLY: &str = "*callgrind*one_call*";

/// Makes one call, which has nothing to wait for.
#[inline(never)]
pub(crate) fn one_call<F: Future>(call: F) -> F::Output {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a call of the benchmark waits for something"),
    }
}

/// The instructions of one call: this program is run with N and with 2 N calls, and the difference is
/// divided by N. What happens once, at the start or at the first call, cancels.
pub(crate) fn instructions_per_call(arguments: &[&str]) -> Result<u64> {
    let short = instructions(arguments, CALLS)?;
    let long = instructions(arguments, 2 * CALLS)?;
    let difference = long
        .checked_sub(short)
        .filter(|difference| *difference > 0)
        .ok_or_else(|| format!("callgrind saw no call of `{ONLY}` in {arguments:?}"))?;
    Ok(difference / CALLS)
}

fn instructions(arguments: &[&str], calls: u64) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect={ONLY}"))
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

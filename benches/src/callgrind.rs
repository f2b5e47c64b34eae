//! Instructions of one call, counted by callgrind.

use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};

use crate::Result;

/// First argument of a process that runs under callgrind.
pub(crate) const COUNTED: &str = "counted";

/// Calls of the short run; the long one makes twice as many.
const CALLS: u64 = 500;

/// Pattern of the counted function; excludes the creation of the inputs.
const ONLY: &str = "*callgrind*one_call*";

/// Polls a call that completes at once.
#[inline(never)]
pub(crate) fn one_call<F: Future>(call: F) -> F::Output {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a benchmarked call must complete at the first poll"),
    }
}

/// Counts the instructions of one call: runs this program with N and with 2 N calls and divides the difference by
/// N, so that the cost of the start and of the first call cancels out.
pub(crate) fn instructions_per_call(arguments: &[&str]) -> Result<u64> {
    let short = instructions(arguments, CALLS)?;
    let long = instructions(arguments, 2 * CALLS)?;
    let difference = long
        .checked_sub(short)
        .filter(|difference| *difference > 0)
        .ok_or_else(|| format!("callgrind counted no call of `{ONLY}` for {arguments:?}"))?;
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
                "cannot start `valgrind`: {error}; install it with `apt-get install valgrind libc6-dbg`"
            )
        })?;
    let log = String::from_utf8_lossy(&output.stderr);
    let collected = log.lines().find_map(|line| {
        let (_, count) = line.split_once("Collected :")?;
        count.trim().parse().ok()
    });
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => {
            Err(format!("callgrind printed no instruction count for {arguments:?}:\n{log}").into())
        }
    }
}

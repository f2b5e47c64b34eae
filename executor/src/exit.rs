//! [`Exit`]: what the process says to its caller.

use std::process::ExitCode;

/// What the process says to its caller. The numbers are part of the command line's contract.
///
/// ```
/// use mistral_executor::Exit;
///
/// assert_eq!(Exit::TimedOut.code(), 124);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// Everything went well.
    Success,
    /// The action failed, by an error or by an error result.
    Failed,
    /// The command line, the name of the action or its input is wrong; nothing ran.
    Usage,
    /// The binary is put together wrongly: names are taken twice, or state is missing. Or the configuration of `serve`
    /// makes no sense.
    CannotStart,
    /// The action asked for its task to be cancelled.
    Cancelled,
    /// A time limit passed, the action's own or that of `--timeout`. 124 as with coreutils' `timeout`.
    TimedOut,
    /// Ctrl-C. 130 as shells have it.
    Interrupted,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::CannotStart => 3,
            Self::Cancelled => 4,
            Self::TimedOut => 124,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

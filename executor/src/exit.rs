//! [`Exit`]: exit code of the process.

use std::process::ExitCode;

/// Exit code of the process. The numbers are part of the public interface.
///
/// ```
/// use mistral_executor::Exit;
///
/// assert_eq!(Exit::TimedOut.code(), 124);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// The command succeeded.
    Success,
    /// The action returned an error or an error result; or a file or the output could not be read or written.
    Failed,
    /// The command line, the name of the action or its input is wrong; no action ran.
    Usage,
    /// The binary cannot start: two actions have one name, state is missing, or the configuration of `serve` is
    /// invalid.
    CannotStart,
    /// The action cancelled its task.
    Cancelled,
    /// The action's time limit or that of `--timeout` expired. The number is that of coreutils' `timeout`.
    TimedOut,
    /// Interrupted by Ctrl-C. The number is that of shells: 128 + SIGINT.
    Interrupted,
}

impl Exit {
    /// Returns the number.
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

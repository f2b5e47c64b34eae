//! [`Permissions`]: the actions that the operator allows requests to run.

use crate::args::ListArgs;
use crate::failure::Failure;
use crate::session::Session;

/// The actions that the operator allows requests to run.
#[derive(Default)]
pub(crate) struct Permissions {
    /// `None`: all.
    #[cfg(feature = "serve")]
    read: Option<mistral_worker::Permissions>,
}

impl Permissions {
    /// Reads the configuration that `serve` would read.
    ///
    /// # Errors
    ///
    /// If a file that the command line names cannot be read. If another one cannot be read, a note says so.
    #[cfg(feature = "serve")]
    pub(crate) fn read(args: &ListArgs, session: &mut Session<'_>) -> Result<Self, Failure> {
        let location = args.config.location(&session.environment);
        match mistral_worker::permissions(&location) {
            Ok(read) => Ok(Self { read: Some(read) }),
            Err(mistral_worker::WorkerError::Configuration(problems)) if args.config.is_empty() => {
                let problems = problems.join("; ");
                session.note(&format!(
                    "it is unknown which actions are allowed: {problems}"
                ));
                Ok(Self::default())
            }
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(feature = "serve"))]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the worker's configuration may be unreadable"
    )]
    pub(crate) fn read(_: &ListArgs, _: &mut Session<'_>) -> Result<Self, Failure> {
        Ok(Self::default())
    }

    /// Returns whether requests may run an action.
    #[cfg(feature = "serve")]
    pub(crate) fn allow(&self, action: &str) -> bool {
        let check = |read: &mistral_worker::Permissions| read.check(action).is_ok();
        self.read.as_ref().is_none_or(check)
    }

    #[cfg(not(feature = "serve"))]
    #[expect(clippy::unused_self, reason = "the worker alone has permissions")]
    pub(crate) fn allow(&self, _: &str) -> bool {
        true
    }
}

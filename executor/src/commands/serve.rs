//! `serve`: runs actions for a Mistral engine.

use mistral_worker::{ConfigLocation, ServedActions, WorkerError};

use crate::Exit;
use crate::args::ServeArgs;
use crate::failure::Failure;
use crate::session::Session;

/// Serves until a signal stops the process, or prints or checks the configuration.
pub(crate) fn serve(args: &ServeArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let location = ConfigLocation {
        files: args.config_files.clone(),
        folders: args.config_dirs.clone(),
        variables: session.environment.all(),
    };
    if args.show_config {
        let shown = mistral_worker::show_config(&location, args.json);
        session.print(&shown.text)?;
        return match shown.problems.as_slice() {
            [] => Ok(Exit::Success),
            problems => Err(invalid_configuration(problems)),
        };
    }
    if args.check {
        session.terminal.end_progress();
        return match mistral_worker::check(&location, session.terminal.out)? {
            0 => Ok(Exit::Success),
            failed => Err(Failure::new(
                Exit::Failed,
                "check",
                format!("{failed} of these cannot be used"),
            )),
        };
    }
    let served = ServedActions {
        builder: std::mem::take(&mut session.builder),
        providers: session.index.application_providers(),
    };
    mistral_worker::serve(&location, served)?;
    Ok(Exit::Success)
}

impl From<WorkerError> for Failure {
    fn from(error: WorkerError) -> Self {
        match error {
            WorkerError::Configuration(problems) => invalid_configuration(&problems),
            WorkerError::Startup(error) => Self::startup(&error),
            WorkerError::CannotStart(problem) => {
                Self::new(Exit::CannotStart, "cannot_start", problem)
            }
            WorkerError::Io(action, error) => Self::io(action, &error),
            WorkerError::Output(error) => error.into(),
        }
    }
}

/// Reports all problems of the configuration.
fn invalid_configuration(problems: &[String]) -> Failure {
    let problems: Vec<&str> = problems.iter().map(String::as_str).collect();
    let problems = problems.join("\n  ");
    let message = format!("the configuration makes no sense:\n  {problems}");
    Failure::new(Exit::CannotStart, "configuration", message)
}

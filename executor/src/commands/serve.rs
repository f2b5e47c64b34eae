//! `serve`: runs actions for a Mistral engine.

use mistral_actions::ActionDescriptor;
use mistral_worker::{Checked, ConfigLocation, ServedActions, WorkerError};
use serde_json::json;

use crate::Exit;
use crate::args::ServeArgs;
use crate::failure::Failure;
use crate::session::Session;
use crate::settings;

/// Serves until a signal stops the process, or prints or checks the configuration.
pub(crate) fn serve(args: &ServeArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    if args.sample_config {
        session.print(&mistral_worker::sample_config())?;
        return Ok(Exit::Success);
    }
    let mut location = args.config.location(&session.environment);
    location.settings = settings::of_arguments(&args.settings)?;
    if args.show_config {
        let shown = mistral_worker::show_config(&location, args.json);
        session.print(&shown.text)?;
        return match shown.problems.as_slice() {
            [] => Ok(Exit::Success),
            problems => Err(invalid_configuration(problems)),
        };
    }
    if args.check {
        return check(&location, args.json, session);
    }
    if args.json {
        return Err(Failure::usage("--json requires --show-config or --check"));
    }
    let served = ServedActions {
        builder: std::mem::take(&mut session.builder),
        providers: session.index.application_providers(),
    };
    mistral_worker::serve(&location, served)?;
    Ok(Exit::Success)
}

/// Prints one line for each check as soon as it has ended, or all of them as JSON.
fn check(
    location: &ConfigLocation,
    as_json: bool,
    session: &mut Session<'_>,
) -> Result<Exit, Failure> {
    session.terminal.end_progress();
    let (mut checks, mut notes, mut failed) = (Vec::new(), Vec::new(), 0);
    let (refused, note) = refused_actions(location, session)?;
    let out = &mut *session.terminal.out;
    let mut report = |checked| {
        let line = match &checked {
            Checked::Note(text) => format!("{text}\n"),
            Checked::Succeeded(text) => format!("ok: {text}\n"),
            Checked::Failed(text) => format!("failed: {text}\n"),
        };
        match checked {
            Checked::Note(text) => notes.push(text),
            Checked::Succeeded(text) => checks.push(json!({"ok": true, "message": text})),
            Checked::Failed(text) => {
                failed += 1;
                checks.push(json!({"ok": false, "message": text}));
            }
        }
        if as_json {
            return Ok(());
        }
        out.write_all(line.as_bytes())?;
        out.flush()
    };
    mistral_worker::check(location, &mut report)?;
    report(Checked::Note(note))?;
    if as_json {
        session.print_json(&json!({
            "ok": failed == 0, "checks": checks, "notes": notes, "refused_actions": refused,
        }))?;
    }
    match failed {
        0 => Ok(Exit::Success),
        1 => Err(Failure::new(Exit::Failed, "check", "1 check failed")),
        failed => Err(Failure::new(
            Exit::Failed,
            "check",
            format!("{failed} checks failed"),
        )),
    }
}

/// Returns the actions that requests must not run, and a note about them. An invalid configuration refuses none: the check
/// reports it.
fn refused_actions(
    location: &ConfigLocation,
    session: &Session<'_>,
) -> Result<(Vec<String>, String), Failure> {
    let actions = session.index.all()?;
    let permissions = mistral_worker::permissions(location);
    let is_refused =
        |name: &&str| matches!(&permissions, Ok(permissions) if permissions.check(name).is_err());
    let names = actions.iter().map(ActionDescriptor::name);
    let refused: Vec<String> = names.filter(is_refused).map(str::to_owned).collect();
    let (all, allowed) = (actions.len(), actions.len() - refused.len());
    let note = if refused.is_empty() {
        format!("requests may run all {all} actions")
    } else {
        let refused = refused.join(", ");
        format!("requests may run {allowed} of {all} actions; allow and deny refuse {refused}")
    };
    Ok((refused, note))
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
    let message = format!("invalid configuration:\n  {problems}");
    Failure::new(Exit::CannotStart, "configuration", message)
}

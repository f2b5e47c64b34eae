//! `completions`: prints a script that makes a shell ask this binary for completions.

use crate::completion;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

pub(super) fn completions(shell: &str, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let script = completion::registration(shell, &session.program)?;
    session.print(&script)?;
    Ok(Exit::Success)
}

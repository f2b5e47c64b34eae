//! `man`: writes manual pages, for packages of distributions.

use std::path::Path;

use crate::args::grammar;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::version;

pub(super) fn man(folder: &Path, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let program = &session.program;
    let grammar = grammar(program, &version::of_packages(program));
    clap_mangen::generate_to(grammar, folder)
        .map_err(|error| Failure::io("cannot write the manual pages", &error))?;
    Ok(Exit::Success)
}

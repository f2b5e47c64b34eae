//! `completions`: prints a completion script for a shell.

use clap_complete::Shell;

use crate::args;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

pub(super) fn completions(shell: Shell, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let actions = session.index.all()?;
    // A name of a provider may contain characters that are special to a shell.
    let is_plain = |one: char| one.is_alphanumeric() || "._-".contains(one);
    let names = actions.iter().map(|action| action.name().to_owned());
    let names: Vec<String> = names.filter(|name| name.chars().all(is_plain)).collect();
    let mut grammar = args::grammar_with_names(session.grammar.clone(), &names);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut grammar, session.program.clone(), &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == Shell::Fish {
        script.push_str(&fish(&session.program, &names));
    }
    session.print(&script)?;
    Ok(Exit::Success)
}

/// Returns the completion of action names for fish: clap's script has none for arguments without a flag.
fn fish(program: &str, names: &[String]) -> String {
    let commands = args::WITH_NAME.join(" ");
    let names = names.join(" ");
    format!("complete -c {program} -n \"__fish_seen_subcommand_from {commands}\" -a \"{names}\"\n")
}

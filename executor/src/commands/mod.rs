//! The commands, one module each.

mod catalog;
mod completions;
mod list;
#[cfg(feature = "man")]
mod man;
mod new;
mod run;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod test;
mod validate;

use crate::args::Command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

/// Executes a command.
pub(crate) fn execute(command: Command, session: &mut Session<'_>) -> Result<Exit, Failure> {
    match command {
        Command::List(args) => list::list(&args, session),
        Command::Show(args) => show::show(&args, session),
        Command::Catalog(args) => catalog::catalog(&args, session),
        Command::Run(args) => run::run(&args, session),
        Command::Test(args) => test::test(&args, session),
        Command::Validate(args) => validate::validate(&args, session),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::serve(&args, session),
        #[cfg(not(feature = "serve"))]
        Command::Serve { .. } => Err(Failure::usage("this binary was built without the worker")
            .with_hint("enable the Cargo feature `serve` of mistral-executor")),
        Command::New(args) => new::new(&args, session),
        #[cfg(feature = "man")]
        Command::Man { folder } => man::man(&folder, session),
        Command::Completions { shell } => completions::completions(&shell.to_string(), session),
    }
}

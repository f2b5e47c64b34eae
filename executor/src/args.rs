//! The command line's grammar. Nothing here implements `Debug`: an argument may be a secret.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// The whole command line.
#[derive(Parser)]
#[command(
    about = "Lists, documents, runs and tests the actions in this binary",
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Show traces on standard error: -v informative, -vv for debugging, -vvv everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colors; NO_COLOR turns them off too
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,

    /// Write an error as one line of JSON to standard error, and nothing else there, for scripts
    #[arg(long, global = true)]
    pub(crate) json_errors: bool,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the actions
    List(ListArgs),
    /// Show what an action does, takes and returns
    Show(ShowArgs),
    /// Print the catalog of all actions, for tools
    Catalog(CatalogArgs),
    /// Run an action and print its result as JSON
    Run(RunArgs),
    /// Dry-run an action: say what it would do, and change nothing
    Test(TestArgs),
    /// Check an input without running anything; print it with the defaults filled in
    Validate(ValidateArgs),
    /// Be an executor: run actions for a Mistral engine, over RabbitMQ
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    #[cfg(not(feature = "serve"))]
    #[command(hide = true, disable_help_flag = true)]
    Serve {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        _args: Vec<String>,
    },
    /// Print a script that completes this command line in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Only actions with this text in their name, aliases, tags or summary
    pub(crate) text: Option<String>,
    /// Only actions with this tag; several: with all of them
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    /// Only actions of this namespace, what precedes the last dot of their names
    #[arg(long)]
    pub(crate) namespace: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ShowArgs {
    /// Name or alias of the action
    pub(crate) name: String,
    /// Print the action's entry of the catalog
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct CatalogArgs {
    /// The form
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CatalogFormat,
    /// Write to this file, which is replaced as a whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print the JSON Schema of the catalog itself instead
    #[arg(long, conflicts_with = "format")]
    pub(crate) schema: bool,
}

/// Forms of the catalog.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// What Mistral's action provider reads
    #[default]
    Json,
    /// OpenAPI 3.1
    Openapi,
    /// For people
    Markdown,
}

/// Which action, with what input.
#[derive(Args)]
pub(crate) struct InputArgs {
    /// Name or alias of the action
    // The index is explicit because the completions change this argument, which moves it to the end.
    #[arg(index = 1)]
    pub(crate) name: String,
    /// Inputs: KEY=VALUE, KEY:=JSON, KEY=@FILE or KEY:=@FILE
    #[arg(index = 2, value_name = "KEY=VALUE")]
    pub(crate) pairs: Vec<String>,
    /// All inputs as a JSON object, @FILE to read it from a file, - from standard input; KEY=VALUE
    /// goes before it
    #[arg(long, value_name = "JSON")]
    pub(crate) input: Option<String>,
}

/// On whose behalf, for which workflow, how long.
#[derive(Args)]
pub(crate) struct ContextArgs {
    /// Run on behalf of this cloud's user in clouds.yaml (OS_CLOUD); without it, of the OS_* variables'
    #[arg(long, value_name = "NAME")]
    pub(crate) os_cloud: Option<String>,
    /// Take the contexts from a JSON file: {"security": {…}, "execution": {…}}, with Mistral's keys
    #[arg(long, value_name = "FILE")]
    pub(crate) context: Option<PathBuf>,
    /// Stop the action after this time: 30s, 2m, 1h 30m; the action's own limit holds as well
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

#[derive(Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// Print a string as it is, without quotes
    #[arg(long)]
    pub(crate) raw: bool,
}

#[derive(Args)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Print JSON also if the input is not valid: {"valid": …, "input": …, "problems": […]}
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "serve")]
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// mistral.conf, as Mistral's own services read it; several: the later one wins. Without it,
    /// mistral.conf is looked for in ~/.mistral, ~, /etc/mistral and /etc
    #[arg(long = "config-file", value_name = "FILE")]
    pub(crate) config_files: Vec<PathBuf>,
    /// Folder of *.conf files
    #[arg(long = "config-dir", value_name = "FOLDER")]
    pub(crate) config_dirs: Vec<PathBuf>,
    /// Print all options that are honoured, with their values and where each is from, and exit
    #[arg(long)]
    pub(crate) show_config: bool,
    /// Print JSON
    #[arg(long, requires = "show_config")]
    pub(crate) json: bool,
    /// Try the log file, every broker, and Mistral's API if it is configured; say what is wrong, and exit
    /// with 0, with 1 if something cannot be used, or with 3 if the configuration makes no sense
    #[arg(long, conflicts_with = "show_config")]
    pub(crate) check: bool,
}

/// `30s`, `2m`, or a plain number of seconds.
fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|error| format!("{error}; expected 30s, 2m, 1h 30m, …"))
}

/// The grammar under the name of the author's binary.
pub(crate) fn grammar(program: &str, version: &str) -> clap::Command {
    CommandLine::command()
        .name(program.to_owned())
        .bin_name(program.to_owned())
        .version(version.to_owned())
        .after_help(format!(
            "\
Examples:
  {program} list                              what there is
  {program} show ACTION                       what it takes and returns, and a call to copy
  {program} run ACTION name=Ada times=2       run it
  {program} run ACTION --input @input.json    with its input from a file
  {program} run ACTION --os-cloud dev         with credentials from clouds.yaml

KEY=VALUE is read as the action's input wants it: a string as it is, everything else as JSON.
KEY:=JSON is always JSON. KEY=@FILE takes the text of a file (@- of standard input), best for
secrets; the line end of a file of one line is dropped.

Exit codes:
  0    success
  1    the action failed, or something could not be read or written
  2    wrong usage, unknown action or invalid input; nothing ran
  3    the binary cannot start: names are taken twice, state is missing, or the configuration of
       `serve` makes no sense
  4    the action asked for its task to be cancelled
  124  timed out
  130  interrupted"
        ))
}

/// The commands that take the name of an action.
pub(crate) const WITH_NAME: [&str; 4] = ["show", "run", "test", "validate"];

/// The grammar with the names of the actions, for shells to complete.
pub(crate) fn grammar_with_names(grammar: clap::Command, names: &[String]) -> clap::Command {
    WITH_NAME.into_iter().fold(grammar, |grammar, command| {
        grammar.mut_subcommand(command, |command| {
            command.mut_arg("name", |name| {
                name.value_parser(PossibleValuesParser::new(names.to_vec()))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        grammar("demo", "1.0").debug_assert();
        grammar_with_names(grammar("demo", "1.0"), &["demo.greet".to_owned()]).debug_assert();
    }

    #[test]
    fn durations_are_written_as_people_do() {
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1m 30s"), Ok(Duration::from_secs(90)));
        assert!(duration("soon").unwrap_err().contains("expected 30s"));
    }
}

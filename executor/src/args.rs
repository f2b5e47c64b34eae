//! Grammar of the command line. Its types do not implement `Debug`: an argument may be a secret.

use std::path::PathBuf;
use std::time::Duration;

#[cfg(feature = "serve")]
use clap::FromArgMatches as _;
use clap::{ArgAction, ArgMatches, Args, CommandFactory, Parser, Subcommand, ValueEnum};

#[cfg(feature = "serve")]
use crate::config_paths::ConfigPaths;

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

    /// Print traces to standard error: -v info, -vv debug, -vvv everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Use of colors; NO_COLOR disables them too
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,

    /// Print only errors to standard error, each as one line of JSON, for scripts
    #[arg(long, global = true)]
    pub(crate) json_errors: bool,
}

/// Subcommands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the actions
    List(ListArgs),
    /// Show the documentation, inputs and result of an action
    Show(ShowArgs),
    /// Print the catalog of all actions, for tools
    Catalog(CatalogArgs),
    /// Run an action and print its result as JSON
    Run(RunArgs),
    /// Dry-run an action: print what it would do, without changing anything
    Test(TestArgs),
    /// Check an input without running the action; print it with the defaults filled in
    Validate(ValidateArgs),
    /// Run as an executor: run actions for a Mistral engine, over RabbitMQ
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    #[cfg(not(feature = "serve"))]
    #[command(hide = true, disable_help_flag = true)]
    Serve {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        _args: Vec<String>,
    },
    /// Create a package with a first action, its test and a CI file
    New(NewArgs),
    /// Write a manual page for each command into a folder
    #[cfg(feature = "man")]
    #[command(hide = true)]
    Man {
        /// Folder to write to
        folder: PathBuf,
    },
    /// Print a script that completes this command line in a shell
    Completions {
        /// Shell to generate the script for
        shell: clap_complete::Shell,
    },
}

/// Use of colors.
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
    /// List only actions with this text in their name, aliases, tags or summary
    pub(crate) text: Option<String>,
    /// List only actions with this tag; repeat to require several tags
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    /// List only actions of this namespace, the part of the name before the last dot
    #[arg(long)]
    pub(crate) namespace: Option<String>,
    /// The configuration whose `allow` and `deny` decide which actions are marked as not allowed
    #[cfg(feature = "serve")]
    #[command(flatten)]
    pub(crate) config: ConfigPaths,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ShowArgs {
    /// Name or alias of the action
    pub(crate) name: String,
    /// Print the action's catalog entry as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct CatalogArgs {
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CatalogFormat,
    /// Write to this file, replacing it atomically
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print the JSON Schema of the catalog itself instead
    #[arg(long, conflicts_with = "format")]
    pub(crate) schema: bool,
}

/// Formats of the catalog.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// JSON, for Mistral's action provider
    #[default]
    Json,
    /// OpenAPI 3.1
    Openapi,
    /// Markdown, for people
    Markdown,
}

/// An action and its input.
#[derive(Args)]
pub(crate) struct InputArgs {
    /// Name or alias of the action
    // The indices are explicit because completion changes these arguments, which moves them to the end.
    #[arg(index = 1)]
    pub(crate) name: String,
    /// Inputs: KEY=VALUE, KEY:=JSON, KEY=@FILE or KEY:=@FILE
    #[arg(index = 2, value_name = "KEY=VALUE")]
    pub(crate) pairs: Vec<String>,
    /// All inputs as a JSON object; @FILE reads it from a file, - from standard input; KEY=VALUE
    /// takes precedence
    #[arg(long, value_name = "JSON")]
    pub(crate) input: Option<String>,
}

/// The caller, the workflow and the time limit of a call.
#[derive(Args)]
pub(crate) struct ContextArgs {
    /// Run as the user of this cloud in clouds.yaml (OS_CLOUD); the default is the user of the OS_* variables
    #[arg(long, value_name = "NAME")]
    pub(crate) os_cloud: Option<String>,
    /// Read the contexts from a JSON file: {"security": {…}, "execution": {…}}, with Mistral's keys
    #[arg(long, value_name = "FILE")]
    pub(crate) context: Option<PathBuf>,
    /// Stop the action after this time: 30s, 2m, 1h 30m; the action's own limit applies as well
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

/// Options of the operator that the actions read, as `serve` gives them.
#[derive(Args)]
#[command(next_help_heading = "Options of the actions")]
pub(crate) struct SettingsArgs {
    /// Set an option that the actions read, such as action_std_http.allow_internal=true; the variable
    /// OS_GROUP__OPTION sets it too
    #[arg(long = "set", value_name = "GROUP.OPTION=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Read the options from a mistral.conf, as `serve` does; repeat to read several, the last one wins
    #[arg(long = "config-file", value_name = "FILE")]
    pub(crate) config_files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    /// Print a string without quotes
    #[arg(long)]
    pub(crate) raw: bool,
}

#[derive(Args)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Print JSON, for an invalid input too: {"valid": …, "input": …, "problems": […]}
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct NewArgs {
    /// Name of the package and of its folder, which is created in the current folder
    pub(crate) name: String,
    /// Depend on this checkout of mistral-actions instead of the published version
    #[arg(long, value_name = "CHECKOUT")]
    pub(crate) path: Option<PathBuf>,
}

#[cfg(feature = "serve")]
#[derive(Args)]
#[allow(clippy::struct_excessive_bools, reason = "flags of the command line")]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) config: ConfigPaths,
    /// Set an option, such as DEFAULT.debug=true; overrides files and variables
    #[arg(long = "set", value_name = "GROUP.OPTION=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Print all supported options with their values and sources, and exit
    #[arg(long)]
    pub(crate) show_config: bool,
    /// Print a configuration file with the meaning and default of each option, and exit
    #[arg(long, conflicts_with_all = ["show_config", "check", "json"])]
    pub(crate) sample_config: bool,
    /// Print the options or the outcome of the checks as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Test the log files, the monitoring address, every broker, and Mistral's API if it is configured, and
    /// exit: with 0 if all of them can be used, with 1 if one cannot, with 3 if the configuration is invalid
    #[arg(long, conflicts_with = "show_config")]
    pub(crate) check: bool,
}

/// Returns the command `serve` with the files and folders of other arguments, and these settings.
pub(crate) fn serve(
    matches: &ArgMatches,
    settings: Vec<String>,
) -> Result<CommandLine, clap::Error> {
    #[cfg(feature = "serve")]
    let command = Command::Serve(ServeArgs {
        config: ConfigPaths::from_arg_matches(matches)?,
        settings,
        show_config: false,
        sample_config: false,
        json: false,
        check: false,
    });
    #[cfg(not(feature = "serve"))]
    let command = {
        let _ = (matches, settings);
        Command::Serve { _args: Vec::new() }
    };
    Ok(CommandLine {
        command,
        verbose: 0,
        color: ColorChoice::default(),
        json_errors: false,
    })
}

/// Parses `30s`, `2m`, or a plain number of seconds.
fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|error| format!("{error}; expected 30s, 2m, 1h 30m, …"))
}

/// Returns the grammar with the name and version of the author's binary.
pub(crate) fn grammar(program: &str, version: &str) -> clap::Command {
    CommandLine::command()
        .name(program.to_owned())
        .bin_name(program.to_owned())
        .version(version.to_owned())
        .after_help(format!(
            "\
Examples:
  {program} list                              list all actions
  {program} show ACTION                       show its inputs, its result and an example call
  {program} run ACTION name=Ada times=2       run it
  {program} run ACTION --input @input.json    run it with the input in a file
  {program} run ACTION --os-cloud dev         run it with credentials from clouds.yaml
  {program} new my-actions                    create a package for actions that you write

KEY=VALUE is parsed by the type of the input: text for a string, JSON for every other type.
KEY:=JSON is always JSON. KEY=@FILE reads a file (@- reads standard input); use it for secrets.
The line end of a file with a single line is removed.

Exit codes:
  0    success
  1    the action failed, or a file or the output could not be read or written
  2    wrong usage, unknown action or invalid input; no action ran
  3    the binary cannot start: duplicate names, missing state, or an invalid configuration of
       `serve`
  4    the action cancelled its task
  124  timed out
  130  interrupted"
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar_is_valid() {
        grammar("demo", "1.0").debug_assert();
    }

    #[test]
    fn duration_is_seconds_or_human_readable() {
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1m 30s"), Ok(Duration::from_secs(90)));
        assert!(duration("soon").unwrap_err().contains("expected 30s"));
    }
}

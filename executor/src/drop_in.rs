//! The command line of Mistral's own executor. Deployments start `mistral-server --server executor --config-file …`; a
//! binary of actions that is called `mistral-server` or `mistral-executor` takes these arguments and serves.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};

use crate::args::{self, CommandLine};

/// The server that this binary is.
const EXECUTOR: &str = "executor";

/// Mistral's other servers (`mistral/cmd/launch.py`).
const OTHERS: [&str; 5] = ["api", "engine", "event-engine", "notifier", "periodic"];

/// Options of oslo.log that take a value (`oslo_log/_options.py`), each with the option of `mistral.conf`.
const WITH_VALUE: [(&str, &str, &str); 5] = [
    ("log-file", "PATH", "Log to this file"),
    ("log-dir", "FOLDER", "Folder of the log file"),
    (
        "log-date-format",
        "FORMAT",
        "strftime format of the log's dates",
    ),
    (
        "log-config-append",
        "PATH",
        "Configuration of Python's logging; see the manual",
    ),
    ("syslog-log-facility", "NAME", "Facility of lines in syslog"),
];

/// Options of oslo.log without a value; each has a form with the prefix `no`.
const SWITCHES: [(&str, &str); 5] = [
    ("debug", "Log at level DEBUG"),
    ("use-json", "Log lines of JSON"),
    (
        "use-journal",
        "Log with severities in the form of systemd's journal",
    ),
    ("use-syslog", "Log to syslog as well"),
    (
        "watch-log-file",
        "Accepted; a log file that was moved is always created again",
    ),
];

/// Parses a command line in Mistral's form. Returns `None` if the binary has another name, or if the first argument is a
/// command, such as in `mistral-server list`.
pub(crate) fn parse(args: &[OsString], version: &str) -> Option<Result<CommandLine, clap::Error>> {
    let name = Path::new(args.first()?).file_name().and_then(OsStr::to_str);
    let takes_server = match name? {
        "mistral-server" => true,
        "mistral-executor" => false,
        _ => return None,
    };
    let first = args.get(1).and_then(|first| first.to_str());
    let is_command =
        |first| first == "help" || CommandLine::command().find_subcommand(first).is_some();
    if first.is_some_and(is_command) {
        return None;
    }
    let mut grammar = grammar(name?, version);
    let matches = grammar.try_get_matches_from_mut(args);
    Some(matches.and_then(|matches| {
        let default = if takes_server { "all" } else { EXECUTOR };
        match refusal(servers(&matches, default)) {
            None => command_line(&matches),
            Some(refusal) => Err(grammar.error(ErrorKind::InvalidValue, refusal)),
        }
    }))
}

fn grammar(name: &str, version: &str) -> Command {
    let mut grammar = Command::new(name.to_owned())
        .version(version.to_owned())
        .about("Runs actions for a Mistral engine, in place of Mistral's own executor")
        .after_help(format!(
            "The other commands of this binary work as well; `{name} help` lists them."
        ))
        .max_term_width(100)
        .arg(
            Arg::new("server")
                .long("server")
                .value_name("SERVER")
                .value_delimiter(',')
                .overrides_with("server")
                .help("Server of Mistral to start; this binary is the `executor`"),
        )
        .arg(
            Arg::new("config-file")
                .long("config-file")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .action(ArgAction::Append)
                .help("mistral.conf; repeat to read several, the last one wins"),
        )
        .arg(
            Arg::new("config-dir")
                .long("config-dir")
                .value_name("FOLDER")
                .value_parser(clap::value_parser!(PathBuf))
                .action(ArgAction::Append)
                .help("Folder of *.conf files to read"),
        );
    for (option, value, help) in WITH_VALUE {
        let arg = Arg::new(option).long(option).value_name(value).help(help);
        grammar = grammar.arg(arg.overrides_with(option));
    }
    for (option, help) in SWITCHES {
        let negative = format!("no{option}");
        let on = Arg::new(option).long(option).help(help);
        let on = if option == "debug" { on.short('d') } else { on };
        let off = Arg::new(&negative).long(negative.clone()).hide(true);
        grammar = grammar
            .arg(on.action(ArgAction::SetTrue).overrides_with(&negative))
            .arg(off.action(ArgAction::SetTrue).overrides_with(option));
    }
    grammar
}

/// Returns the servers to start. Like oslo.config, the last `--server` replaces those before.
fn servers<'a>(matches: &'a ArgMatches, default: &'a str) -> Vec<&'a str> {
    let given = matches.get_many::<String>("server").into_iter().flatten();
    let given: Vec<&str> = given.map(|server| server.trim()).collect();
    if given.is_empty() {
        vec![default]
    } else {
        given
    }
}

/// Returns the reason to refuse the servers, or `None` for the executor alone.
fn refusal(servers: Vec<&str>) -> Option<String> {
    const ELSEWHERE: &str = "is in Mistral's own package, `mistral` on PyPI";
    let other = servers.into_iter().find(|server| *server != EXECUTOR)?;
    Some(match other {
        "all" => format!(
            "this binary is only the executor, and `all` servers, the default, include others; the rest {ELSEWHERE}; \
             write `--server executor`"
        ),
        other if OTHERS.contains(&other) => format!(
            "this binary is only the executor; the server `{other}` {ELSEWHERE}: start it with the `mistral-server` from there"
        ),
        other => format!(
            "there is no server `{other}`; this binary is the executor: write `--server executor`; the rest of Mistral {ELSEWHERE}"
        ),
    })
}

/// Returns the command `serve` with the same options.
fn command_line(matches: &ArgMatches) -> Result<CommandLine, clap::Error> {
    let mut settings = Vec::new();
    for (option, ..) in WITH_VALUE {
        if let Some(value) = matches.get_one::<String>(option) {
            settings.push(setting(option, value));
        }
    }
    for (option, _) in SWITCHES {
        if matches.get_flag(option) {
            settings.push(setting(option, "true"));
        } else if matches.get_flag(&format!("no{option}")) {
            settings.push(setting(option, "false"));
        }
    }
    args::serve(matches, settings)
}

/// Returns an option of `[DEFAULT]` in the form of `--set`.
fn setting(option: &str, value: &str) -> String {
    format!("DEFAULT.{}={value}", option.replace('-', "_"))
}

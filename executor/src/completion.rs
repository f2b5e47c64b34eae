//! Completion in a shell. The shell calls this binary with the words of the command line, so that the candidates come from
//! the descriptors of its actions.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap_complete::engine::{
    ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::{EnvCompleter, Shells};
use mistral_actions::ActionDescriptor;

use crate::context;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::index::Index;
use crate::schema;

/// The variable with the name of the shell that asks for candidates.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Commands that take the name of an action.
const WITH_ACTION: [&str; 4] = ["show", "run", "test", "validate"];
/// Commands that take the inputs of an action.
const WITH_INPUTS: [&str; 3] = ["run", "test", "validate"];
/// Commands that take a cloud.
const WITH_CLOUD: [&str; 2] = ["run", "test"];

/// Registration for bash: clap's takes the words as bash splits them, at `=` and `:` too.
const BASH: &str = r#"_clap_complete_NAME() {
    local line="${COMP_LINE:0:COMP_POINT}" words current before index
    read -ra words <<< "$line"
    [[ "$line" == *[[:space:]] ]] && words+=("")
    index=$(( ${#words[@]} - 1 ))
    current="${words[index]}"
    local IFS=$'\n'
    COMPREPLY=( $(VAR=bash _CLAP_IFS="$IFS" _CLAP_COMPLETE_INDEX="$index" COMPLETER -- "${words[@]}") )
    # bash replaces the part of the word after the last character that splits words.
    before="${current%"${current##*["$COMP_WORDBREAKS"]}"}"
    COMPREPLY=( "${COMPREPLY[@]#"$before"}" )
    if [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY-}" == *[=/@.:] ]]; then
        compopt -o nospace
    fi
}
complete -F _clap_complete_NAME BIN
"#;

/// Returns the script that makes a shell ask this binary.
pub(crate) fn registration(shell: &str, program: &str) -> Result<String, Failure> {
    let completer = completer(shell)?;
    if completer.name() == "bash" {
        let name: String = program
            .chars()
            .map(|one| if one.is_alphanumeric() { one } else { '_' })
            .collect();
        let quoted = shlex::try_quote(program).unwrap_or(program.into());
        return Ok(BASH
            .replace("NAME", &name)
            .replace("VAR", VARIABLE)
            .replace("COMPLETER", &quoted)
            .replace("BIN", &quoted));
    }
    let mut script = Vec::new();
    completer
        .write_registration(VARIABLE, program, program, program, &mut script)
        .map_err(|error| Failure::io("cannot write the script", &error))?;
    Ok(String::from_utf8_lossy(&script).into_owned())
}

/// Returns the candidates for the last of the words, in the form that the shell reads.
pub(crate) fn candidates(
    shell: &str,
    grammar: clap::Command,
    words: Vec<OsString>,
    index: &Index,
    environment: &Environment,
) -> Result<Vec<u8>, Failure> {
    let completer = completer(shell)?;
    let mut grammar = with_candidates(grammar, &words, index, environment)?;
    let folder = std::env::current_dir().ok();
    let mut out = Vec::new();
    let written = completer.write_complete(&mut grammar, words, folder.as_deref(), &mut out);
    // Some places have no candidates, such as after an unknown option.
    if written.is_err() {
        out.clear();
    }
    Ok(out)
}

fn completer(shell: &str) -> Result<&'static dyn EnvCompleter, Failure> {
    const SHELLS: Shells<'static> = Shells::builtins();
    let name = Path::new(shell).file_stem().and_then(OsStr::to_str);
    let known = SHELLS.0.iter().copied();
    let found = name.and_then(|name| known.into_iter().find(|shell| shell.is(name)));
    found.ok_or_else(|| {
        let names: Vec<&str> = SHELLS.names().collect();
        Failure::usage(format_args!(
            "unknown shell `{shell}`, expected one of {}",
            names.join(", ")
        ))
    })
}

/// Adds the candidates for actions, inputs, tags, namespaces and clouds to the grammar.
fn with_candidates(
    grammar: clap::Command,
    words: &[OsString],
    index: &Index,
    environment: &Environment,
) -> Result<clap::Command, Failure> {
    let actions = index.all()?;
    let inputs = Inputs::of(grammar.clone(), words, index);
    let names = named(&actions);
    let clouds = context::cloud_names(environment);
    let clouds = unique(clouds.iter().map(String::as_str));
    let grammar = WITH_ACTION.into_iter().fold(grammar, |grammar, command| {
        let names = names.clone();
        add(grammar, command, "name", |arg| {
            arg.add(ArgValueCandidates::new(move || shown(&names)))
        })
    });
    let grammar = WITH_INPUTS.into_iter().fold(grammar, |grammar, command| {
        let inputs = inputs.clone();
        let grammar = add(grammar, command, "pairs", |arg| {
            arg.add(ArgValueCompleter::new(move |current: &OsStr| {
                inputs.candidates(current)
            }))
        });
        add(grammar, command, "input", |arg| {
            arg.add(ArgValueCompleter::new(|current: &OsStr| {
                files_after_at("", current.to_str().unwrap_or_default())
            }))
        })
    });
    let grammar = WITH_CLOUD.into_iter().fold(grammar, |grammar, command| {
        let clouds = clouds.clone();
        add(grammar, command, "os_cloud", |arg| {
            arg.add(ArgValueCandidates::new(move || shown(&clouds)))
        })
    });
    let tags = unique(actions.iter().flat_map(ActionDescriptor::tags));
    let namespaces = unique(actions.iter().map(ActionDescriptor::namespace));
    let grammar = add(grammar, "list", "tags", |arg| {
        arg.add(ArgValueCandidates::new(move || shown(&tags)))
    });
    Ok(add(grammar, "list", "namespace", |arg| {
        arg.add(ArgValueCandidates::new(move || shown(&namespaces)))
    }))
}

fn add(
    grammar: clap::Command,
    command: &str,
    argument: &str,
    change: impl FnOnce(clap::Arg) -> clap::Arg,
) -> clap::Command {
    grammar.mut_subcommand(command, |command| command.mut_arg(argument, change))
}

/// A word with its description.
type Described = (String, String);

fn named(actions: &[ActionDescriptor]) -> Vec<Described> {
    let named = |action: &ActionDescriptor| (action.name().to_owned(), action.summary().clone());
    actions.iter().map(named).collect()
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Described> {
    let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let described = names
        .into_iter()
        .map(|name| (name.to_owned(), String::new()));
    described.collect()
}

fn shown(words: &[Described]) -> Vec<CompletionCandidate> {
    let candidates = words.iter().map(|(word, help)| {
        let help = (!help.is_empty()).then(|| help.clone().into());
        CompletionCandidate::new(word).help(help)
    });
    candidates.collect()
}

/// The inputs of the action on the command line, as far as they have not been given.
#[derive(Clone, Default)]
struct Inputs(Vec<Input>);

#[derive(Clone)]
struct Input {
    key: String,
    help: Option<String>,
    /// Values that the input takes, if they are listed.
    values: Vec<String>,
    is_given: bool,
}

impl Inputs {
    fn of(grammar: clap::Command, words: &[OsString], index: &Index) -> Self {
        let words = words.split_last().map_or(&[][..], |(_, before)| before);
        let Ok(matches) = grammar.ignore_errors(true).try_get_matches_from(words) else {
            return Self::default();
        };
        let Some((_, matches)) = matches.subcommand() else {
            return Self::default();
        };
        let name = matches.try_get_one::<String>("name").ok().flatten();
        let Some(Ok(action)) = name.map(|name| index.find(name)) else {
            return Self::default();
        };
        let pairs = matches.try_get_many::<String>("pairs").ok().flatten();
        let given: Vec<&str> = pairs
            .into_iter()
            .flatten()
            .filter_map(|pair| Some(pair.split_once('=')?.0.trim_end_matches(':')))
            .collect();
        let entry = action.entry();
        let inputs = entry.inputs().map(|(key, schema, is_required)| {
            let description = schema["description"].as_str().unwrap_or_default();
            let mark = if is_required { "required" } else { "optional" };
            let help = match description.lines().next().unwrap_or_default() {
                "" => mark.to_owned(),
                line => format!("{line} ({mark})"),
            };
            Input {
                key: key.to_owned(),
                help: Some(help),
                values: schema::listed_values(schema, &entry.input),
                is_given: given.contains(&key),
            }
        });
        Self(inputs.collect())
    }

    fn candidates(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let current = current.to_str().unwrap_or_default();
        let Some((key, value)) = current.split_once('=') else {
            let left = self.0.iter().filter(|input| !input.is_given);
            return left
                .filter(|input| input.key.starts_with(current))
                .map(|input| {
                    let help = input.help.clone().map(Into::into);
                    CompletionCandidate::new(format!("{}=", input.key)).help(help)
                })
                .collect();
        };
        if value.starts_with('@') {
            return files_after_at(&format!("{key}="), value);
        }
        let name = key.trim_end_matches(':');
        let input = self.0.iter().find(|input| input.key == name);
        let values = input.into_iter().flat_map(|input| &input.values);
        values
            .filter(|listed| listed.starts_with(value))
            .map(|listed| CompletionCandidate::new(format!("{key}={listed}")))
            .collect()
    }
}

/// Returns the files for `@FILE` after `before`.
fn files_after_at(before: &str, value: &str) -> Vec<CompletionCandidate> {
    let Some(path) = value.strip_prefix('@') else {
        return Vec::new();
    };
    let files = PathCompleter::any().complete(OsStr::new(path));
    let files = files
        .into_iter()
        .map(|file| file.add_prefix(format!("{before}@")));
    files.collect()
}

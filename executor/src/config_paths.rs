//! [`ConfigPaths`]: `--config-file` and `--config-dir`, in the order of the command line.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use mistral_worker::{ConfigLocation, ConfigPath};

use crate::environment::Environment;

const FILE: &str = "config-file";
const FOLDER: &str = "config-dir";

/// Files and folders with options of a worker; the value in a later one wins. The types that clap derives would lose the
/// order of files among folders.
#[derive(Clone)]
pub(crate) struct ConfigPaths(Vec<ConfigPath>);

impl ConfigPaths {
    /// Returns whether the command line names no file and no folder.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the files, and the environment.
    pub(crate) fn location(&self, environment: &Environment) -> ConfigLocation {
        ConfigLocation {
            paths: self.0.clone(),
            variables: environment.all(),
            ..ConfigLocation::default()
        }
    }
}

impl FromArgMatches for ConfigPaths {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut found = Vec::new();
        for (name, path) in [
            (FILE, ConfigPath::File as fn(PathBuf) -> ConfigPath),
            (FOLDER, ConfigPath::Folder),
        ] {
            let indices = matches.indices_of(name).into_iter().flatten();
            let values = matches.get_many::<PathBuf>(name).into_iter().flatten();
            found.extend(indices.zip(values.cloned().map(path)));
        }
        found.sort_by_key(|(index, _)| *index);
        Ok(Self(found.into_iter().map(|(_, path)| path).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ConfigPaths {
    fn augment_args(command: Command) -> Command {
        let path = |name, value_name| {
            Arg::new(name)
                .long(name)
                .value_name(value_name)
                .value_parser(value_parser!(PathBuf))
                .action(ArgAction::Append)
        };
        command
            .arg(path(FILE, "FILE").help(
                "mistral.conf in the format of Mistral's services; repeat to read several, the last one wins. The \
                 default is mistral.conf in ~/.mistral, ~, /etc/mistral or /etc",
            ))
            .arg(path(FOLDER, "FOLDER").help(
                "Folder of *.conf files to read; files and folders are read in the order of the command line",
            ))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_keep_their_order() {
        let command = ConfigPaths::augment_args(Command::new("serve"));
        let line = "serve --config-dir a --config-file b --config-dir=c --config-file d";
        let matches = command.get_matches_from(line.split(' '));
        let paths = ConfigPaths::from_arg_matches(&matches);
        let expected = [
            ConfigPath::Folder("a".into()),
            ConfigPath::File("b".into()),
            ConfigPath::Folder("c".into()),
            ConfigPath::File("d".into()),
        ];
        assert_eq!(
            paths.map(|paths| paths.0).ok().as_deref(),
            Some(&expected[..])
        );
    }
}

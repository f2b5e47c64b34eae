//! [`ConfigLocation`]: the files and variables from which a worker reads its configuration.

use std::path::PathBuf;

use super::sources::{Source, Sources, default_files, files_of};

/// The files and variables from which a worker reads its configuration.
///
/// Without files and folders, `mistral.conf` is looked for where oslo.config looks: in `~/.mistral`, `~`,
/// `/etc/mistral` and `/etc`.
#[derive(Clone, Default)]
pub struct ConfigLocation {
    /// Files and folders; the value in a later one wins.
    pub paths: Vec<ConfigPath>,
    /// Environment variables, of which `HOME` and `OS_<GROUP>__<OPTION>` are read.
    pub variables: Vec<(String, String)>,
    /// Options of the command line, each with group, name and value; they override files and variables.
    pub settings: Vec<(String, String, String)>,
}

/// A file of options, or a folder of such files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigPath {
    /// A file in `mistral.conf`'s form.
    File(PathBuf),
    /// A folder of `*.conf` files, which are read in the order of their names.
    Folder(PathBuf),
}

impl ConfigLocation {
    /// Reads all files and variables. Problems are collected in the result.
    pub(crate) fn read(&self) -> Sources {
        let mut problems = Vec::new();
        let mut files = Vec::new();
        if self.paths.is_empty() {
            files = default_files(&self.variables);
        }
        for path in &self.paths {
            match path {
                ConfigPath::File(file) => files.push(file.clone()),
                ConfigPath::Folder(folder) => match files_of(folder) {
                    Ok(found) => files.extend(found),
                    Err(error) => problems.push(format!("{}: {error}", folder.display())),
                },
            }
        }
        let mut sources = Sources::read(&files, &self.variables);
        sources.problems.extend(problems);
        for (group, name, value) in &self.settings {
            sources.set(group, name, value.clone(), Source::CommandLine);
        }
        sources
    }
}

/// Environment variables and options may hold passwords, so only the names of the variables are shown.
impl std::fmt::Debug for ConfigLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.variables.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("ConfigLocation")
            .field("paths", &self.paths)
            .field("variables", &names)
            .finish_non_exhaustive()
    }
}

//! The sources of values (files, environment), their precedence, and `$substitution`.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::grammar;

/// Source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    CommandLine,
    Environment(String),
    File {
        path: PathBuf,
        line: usize,
    },
    /// The query of `transport_url`.
    TransportUrl,
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine => f.write_str("command line"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::TransportUrl => f.write_str("query of transport_url"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// All values that were set, each with its source. No `Debug`: a value may be a password.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    options: BTreeMap<(String, String), (String, Source)>,
    pub(crate) files: Vec<PathBuf>,
    pub(crate) problems: Vec<String>,
}

impl Sources {
    /// Reads files in their order and then variables; a later value overrides an earlier one.
    pub(crate) fn read(files: &[PathBuf], variables: &[(String, String)]) -> Self {
        let mut sources = Self::default();
        for path in files {
            sources.read_file(path);
        }
        for (variable, value) in variables {
            if let Some((group, name)) = option_of(variable) {
                let source = Source::Environment(variable.clone());
                sources
                    .options
                    .insert((group, name), (value.clone(), source));
            }
        }
        sources
    }

    fn read_file(&mut self, path: &Path) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                self.problems.push(format!("{}: {error}", path.display()));
                return;
            }
        };
        let (assignments, problems) = grammar::parse(&text);
        for (line, problem) in problems {
            self.problems
                .push(format!("{}:{line}: {problem}", path.display()));
        }
        for assignment in assignments {
            let source = Source::File {
                path: path.to_owned(),
                line: assignment.line,
            };
            let key = (assignment.group, assignment.name);
            self.options.insert(key, (assignment.value, source));
        }
        self.files.push(path.to_owned());
    }

    /// Sets a value that overrides all others.
    pub(crate) fn set(&mut self, group: &str, name: &str, value: String, source: Source) {
        let key = (group.to_owned(), name.to_owned());
        self.options.insert(key, (value, source));
    }

    /// Returns the value of an option under one of its names, as written.
    pub(crate) fn raw(&self, group: &str, names: &[&str]) -> Option<&(String, Source)> {
        let mut found = names
            .iter()
            .filter_map(|name| self.options.get(&(group.to_owned(), (*name).to_owned())));
        found.next()
    }

    /// Returns group, name and value of everything that was set.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let options = self.options.iter();
        options.map(|((group, name), (value, _))| (group.as_str(), name.as_str(), value.as_str()))
    }

    /// Returns group, name and place of everything that was set.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&str, &str, &Source)> {
        let options = self.options.iter();
        options.map(|((group, name), (_, source))| (group.as_str(), name.as_str(), source))
    }

    /// Replaces `$option` and `${group.option}` with the options' values (`oslo_config/cfg.py`, `_substitute`). Returns
    /// `None` if a value refers to itself.
    pub(crate) fn substitute(
        &self,
        group: &str,
        value: &str,
        default: &dyn Fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        self.substitute_within(group, value, default, 8)
    }

    fn substitute_within(
        &self,
        group: &str,
        value: &str,
        default: &dyn Fn(&str, &str) -> Option<String>,
        depth: usize,
    ) -> Option<String> {
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(at) = rest.find('$') {
            // `\$` is an older spelling of `$$`.
            let escaped = rest[..at].ends_with('\\');
            out.push_str(&rest[..at - usize::from(escaped)]);
            rest = &rest[at + 1..];
            if escaped {
                out.push('$');
                continue;
            }
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
                continue;
            }
            let (reference, after) = reference(rest);
            let (group, name) = reference.rsplit_once('.').unwrap_or((
                if self.raw(group, &[reference]).is_some() {
                    group
                } else {
                    "DEFAULT"
                },
                reference,
            ));
            let found = match self.raw(group, &[name]) {
                Some((value, _)) => Some(value.clone()),
                None => default(group, name),
            };
            match found.filter(|_| !reference.is_empty()) {
                // Nobody nests values so deeply on purpose.
                Some(_) if depth == 0 => return None,
                Some(value) => {
                    out.push_str(&self.substitute_within(group, &value, default, depth - 1)?);
                }
                // An unknown name stays as it is, as in Python's `safe_substitute`.
                None => {
                    out.push('$');
                    out.push_str(&rest[..rest.len() - after.len()]);
                }
            }
            rest = after;
        }
        out.push_str(rest);
        Some(out)
    }
}

/// Splits the name after a `$` from the rest.
fn reference(text: &str) -> (&str, &str) {
    let is_name = |text: &str| {
        !text.is_empty()
            && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
    };
    if let Some((name, after)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
        if is_name(name) {
            return (name, after);
        }
        return ("", text);
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(text.len());
    if is_name(&text[..end]) {
        text.split_at(end)
    } else {
        ("", text)
    }
}

/// Returns group and name of the option in `OS_<GROUP>__<OPTION>`.
fn option_of(variable: &str) -> Option<(String, String)> {
    let (group, name) = variable.strip_prefix("OS_")?.split_once("__")?;
    let group = match group {
        "DEFAULT" => group.to_owned(),
        group => group.to_lowercase(),
    };
    (!name.is_empty()).then(|| (group, name.to_lowercase()))
}

/// Returns the files that oslo.config reads if none is named.
pub(crate) fn default_files(variables: &[(String, String)]) -> Vec<PathBuf> {
    let home = variables.iter().find(|(name, _)| name == "HOME");
    let home = home.map(|(_, home)| PathBuf::from(home));
    let folders = home
        .iter()
        .flat_map(|home| [home.join(".mistral"), home.clone()])
        .chain([PathBuf::from("/etc/mistral"), PathBuf::from("/etc")]);
    let folders: Vec<PathBuf> = folders.collect();
    let mut files = Vec::new();
    let find = |name: &str| {
        let mut candidates = folders.iter().map(|folder| folder.join(name));
        candidates.find(|path| path.exists())
    };
    files.extend(find("mistral.conf"));
    if let Some(folder) = find("mistral.conf.d") {
        // The operator did not name this folder: if it is unreadable, it is ignored.
        files.extend(files_of(&folder).unwrap_or_default());
    }
    files
}

/// Returns the `*.conf` files of a folder, sorted by name.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "conf")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(pairs: &[(&str, &str, &str)]) -> Sources {
        let mut sources = Sources::default();
        for (group, name, value) in pairs {
            sources.set(group, name, (*value).to_owned(), Source::Default);
        }
        sources
    }

    #[test]
    fn substitutes_as_oslo_does() {
        let sources = sources(&[
            ("DEFAULT", "host", "h1"),
            ("executor", "topic", "t"),
            ("DEFAULT", "url", "rabbit://${host}"),
            ("DEFAULT", "loop", "$loop"),
        ]);
        let default = |_: &str, name: &str| (name == "port").then(|| "5672".to_owned());
        let substitute = |value: &str| {
            let substituted = sources.substitute("executor", value, &default);
            substituted.unwrap_or_else(|| "circular".to_owned())
        };
        assert_eq!(substitute("$url:$port/"), "rabbit://h1:5672/");
        assert_eq!(substitute("$topic ${executor.topic}"), "t t");
        assert_eq!(
            substitute("a$$b \\$c $unknown ${broken $5"),
            "a$b $c $unknown ${broken $5"
        );
        assert_eq!(substitute("$loop"), "circular");
    }

    #[test]
    fn variable_names_group_and_option() {
        assert_eq!(
            option_of("OS_OSLO_MESSAGING_RABBIT__SSL"),
            Some(("oslo_messaging_rabbit".into(), "ssl".into()))
        );
        assert_eq!(
            option_of("OS_DEFAULT__DEBUG"),
            Some(("DEFAULT".into(), "debug".into()))
        );
        assert_eq!(option_of("OS_USERNAME"), None);
    }
}

//! The files that are read.

use std::fs;
use std::process::Command;

use crate::command::{Result, repository};

/// Language of a file, which decides where its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    Python,
    /// `#` begins a comment; strings are not read.
    Shell,
    /// `#` begins a comment; strings are not read.
    Toml,
    Markdown,
}

/// A file under version control.
pub(super) struct Source {
    /// Path from the root of the repository.
    pub(super) path: String,
    pub(super) language: Language,
    pub(super) text: String,
}

impl Source {
    /// Returns true if the file consists of tests, whose strings are mostly input and expected output.
    pub(super) fn is_test(&self) -> bool {
        const FOLDERS: [&str; 3] = ["tests", "benches", "ui-tests"];
        let is_below = |folder| self.path.split('/').any(|part| part == folder);
        let is_stack = self.path.starts_with("tests/stack/");
        self.path.ends_with("/tests.rs") || !is_stack && FOLDERS.into_iter().any(is_below)
    }
}

/// Returns every file under version control that has prose. Snapshots and pinned compiler output are left out.
pub(super) fn all() -> Result<Vec<Source>> {
    let output = Command::new("git")
        .arg("ls-files")
        .current_dir(repository())
        .output()
        .map_err(|error| format!("cannot start git: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let paths = String::from_utf8_lossy(&output.stdout).into_owned();
    let paths = paths.lines().filter(|path| !path.contains("snapshots/"));
    Ok(paths.filter_map(read).collect())
}

/// Reads a file, unless it is deleted, binary, or of a language without prose.
fn read(path: &str) -> Option<Source> {
    let name = path.rsplit('/').next()?;
    let has_ending = name.contains('.');
    let by_ending = match name.rsplit('.').next()? {
        "rs" => Some(Language::Rust),
        "py" => Some(Language::Python),
        "sh" => Some(Language::Shell),
        "toml" => Some(Language::Toml),
        "md" => Some(Language::Markdown),
        _ => None,
    };
    if by_ending.is_none() && has_ending {
        return None;
    }
    let text = fs::read_to_string(repository().join(path)).ok()?;
    let language = match text.lines().next()?.strip_prefix("#!") {
        Some(program) if program.contains("python") => Some(Language::Python),
        Some(program) if program.ends_with("sh") => Some(Language::Shell),
        _ => by_ending,
    };
    Some(Source {
        path: path.to_owned(),
        language: language?,
        text,
    })
}

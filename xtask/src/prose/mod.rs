//! `cargo xtask prose`: counts phrases that plain technical English does without.
//!
//! A phrase is a hint and not a verdict: the limits leave room for a quoted message of another program.
//!
//! Three kinds of text are read: comments and Markdown, names of tests, and messages in string literals. The literals of
//! Rust come from the tokens of a Rust lexer (`proc-macro2`) and those of Python from Python's parser (`ast`, in
//! `python.py`), because a regular expression confuses messages with comments that quote them. The rest is in Rust, so
//! that `xtask` remains one program with one way to run processes and report errors.

mod comments;
mod literal;
mod markers;
mod python;
mod report;
mod rust;
mod source;

use crate::command::Result;
use report::Report;
use source::Language;

/// Options of the command.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options {
    /// Number of offending lines to print.
    lines: usize,
    /// True to print the files with the most of them.
    files: bool,
}

impl Options {
    /// Parses `[--lines N] [--files]`.
    pub(crate) fn parse(arguments: &[&str]) -> Option<Self> {
        match arguments {
            [] => Some(Self::default()),
            ["--files", rest @ ..] => Self::parse(rest).map(|options| Self {
                files: true,
                ..options
            }),
            ["--lines", number, rest @ ..] => {
                let lines = number.parse().ok()?;
                Self::parse(rest).map(|options| Self { lines, ..options })
            }
            _ => None,
        }
    }
}

/// One line of text with the place where it stands.
struct Line {
    file: String,
    number: usize,
    text: String,
}

/// Prints the counts, and fails if they exceed the limits.
pub(crate) fn prose(options: Options) -> Result {
    let report = read()?;
    report.print(options);
    report.check()
}

/// Fails if the counts exceed the limits. Part of `quick` and `test`.
pub(crate) fn check() -> Result {
    eprintln!("==> cargo xtask prose");
    read()?.check()
}

/// Reads every file under version control.
fn read() -> Result<Report> {
    let mut report = Report::default();
    let mut scripts = Vec::new();
    for source in source::all()? {
        for line in comments::of(&source) {
            report.comments.add(&line);
        }
        for line in comments::tests(&source) {
            report.add_test(&line);
        }
        match source.language {
            Language::Rust => {
                for line in rust::strings(&source)? {
                    report.strings.add(&line);
                }
            }
            Language::Python => scripts.push(source),
            Language::Shell | Language::Toml | Language::Markdown => {}
        }
    }
    for line in python::strings(&scripts)? {
        report.strings.add(&line);
    }
    Ok(report)
}

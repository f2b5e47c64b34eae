//! Messages in the string literals of Python, read by Python's own parser.

use std::io::Write;
use std::process::{Command, Stdio};

use super::rust::is_prose;
use super::source::Source;
use super::{Line, markers};
use crate::command::Result;

/// Prints each string as a line of JSON.
const SCRIPT: &str = include_str!("python.py");

/// Returns the lines of docstrings and messages of all scripts.
pub(super) fn strings(sources: &[Source]) -> Result<Vec<Line>> {
    let input: Vec<(&str, bool)> = sources
        .iter()
        .map(|source| (source.text.as_str(), source.is_test()))
        .collect();
    let input = serde_json::to_string(&input).map_err(|error| error.to_string())?;
    let failed = |error| format!("cannot read Python's strings with python3: {error}");
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = python.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(failed)?;
    }
    let output = python.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err(format!("python3 failed: {}", output.status));
    }
    let mut lines = Vec::new();
    for found in String::from_utf8_lossy(&output.stdout).lines() {
        let (file, number, text): (usize, usize, String) =
            serde_json::from_str(found).map_err(|error| error.to_string())?;
        for text in text.lines() {
            let text = markers::without_arguments(text.trim());
            if is_prose(&text) {
                lines.push(Line {
                    file: sources[file].path.clone(),
                    number,
                    text,
                });
            }
        }
    }
    Ok(lines)
}

//! The engine's provider, which is Python, as a process that answers line by line.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Returns for each input whether the provider accepts it. A case is the name of an action and an input.
pub(crate) fn verdicts(definitions: &[Value], cases: &[(String, Value)]) -> Vec<bool> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut process = Command::new(python(&repository))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zoo/provider_verdicts.py"))
        .env("PYTHONPATH", repository.join("provider/src"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the provider's interpreter starts");
    let mut input = process.stdin.take().unwrap();
    let mut lines = json!(definitions).to_string();
    for (name, value) in cases {
        lines.push('\n');
        lines.push_str(&json!([name, value]).to_string());
    }
    lines.push('\n');
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let answers = BufReader::new(process.stdout.take().unwrap()).lines();
    let answers: Vec<bool> = answers.map(|line| line.unwrap() == "accepted").collect();
    writer.join().unwrap().unwrap();
    assert!(process.wait().unwrap().success());
    assert_eq!(
        answers.len(),
        cases.len(),
        "the provider answers every line"
    );
    answers
}

/// Returns the interpreter of the provider's environment, which the script installs on first use.
fn python(repository: &Path) -> PathBuf {
    let output = Command::new(repository.join("tests/stack/provision"))
        .args(["venv", "provider"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("tests/stack/provision starts");
    assert!(output.status.success(), "tests/stack/provision failed");
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim_end())
}

//! Runs the command line, in this process or in a separate one.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use mistral_executor::{App, Exit};
use serde_json::Value;

use crate::actions::Greeting;

/// Exit code and output of a command.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn success(self) -> Self {
        assert_eq!(self.exit, 0, "{self:?}");
        self
    }

    /// Asserts the exit code and the whole of standard error.
    #[track_caller]
    pub(crate) fn fails(&self, exit: Exit, err: &str) {
        assert_eq!(
            (self.exit, self.err.as_str()),
            (exit.code(), err),
            "{self:?}"
        );
        assert_eq!(self.out, "", "a failed command prints no result");
    }
}

/// Returns the application of the example with an almost empty environment.
pub(crate) fn app() -> App {
    stateless().state(Greeting("Hello".into()))
}

pub(crate) fn stateless() -> App {
    mistral_executor::app().environment([("LANG", "C")])
}

pub(crate) fn run_app(app: App, args: &[&str]) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once(&"demo").chain(args);
    let exit = app.run_from(args, &mut out, &mut err).code();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Outcome {
        exit,
        out: text(out),
        err: text(err),
    }
}

/// Runs a command in this process.
pub(crate) fn cli(args: &[&str]) -> Outcome {
    run_app(app(), args)
}

/// Returns the example as a process with an empty environment.
pub(crate) fn process(args: &[&str]) -> Command {
    let mut command = Command::new(example());
    command.args(args).env_clear().stdin(Stdio::null());
    command
}

pub(crate) fn finish(command: &mut Command) -> Outcome {
    let output = command.output().expect("the example starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Outcome {
        exit: output
            .status
            .code()
            .and_then(|code| code.try_into().ok())
            .expect("the process exits without a signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Returns the path of the example. Cargo builds examples together with the tests, in a sibling folder.
fn example() -> PathBuf {
    let test = std::env::current_exe().expect("the path of the test is known");
    let folder = test
        .parent()
        .and_then(|deps| deps.parent())
        .expect("tests are in target/…/deps");
    let example = folder
        .join("examples")
        .join(format!("demo{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.exists(),
        "run `cargo build -p mistral-executor --examples` first"
    );
    example
}

/// Creates a temporary folder with files; it is deleted on drop.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be created");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("the path has a parent"))
            .expect("the folder can be created");
        std::fs::write(path, text).expect("the file can be written");
    }
    folder
}

//! Running the command line: in this process, or as a process of its own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use mistral_executor::{App, Exit};
use serde_json::Value;

use crate::actions::Greeting;

/// What came of a command.
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
        assert_eq!(
            self.out, "",
            "a failure prints nothing that could be taken for a result"
        );
    }
}

/// The application of the example, in an environment without anything.
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

/// The example as a process, in an environment without anything.
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
            .expect("no signal ends it"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Cargo builds examples along with the tests, in a folder beside theirs.
fn example() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test
        .parent()
        .and_then(|deps| deps.parent())
        .expect("tests are in target/…/deps");
    let example = folder
        .join("examples")
        .join(format!("demo{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.exists(),
        "`cargo build -p mistral-executor --examples` is needed first"
    );
    example
}

/// A folder for files, removed at the end.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

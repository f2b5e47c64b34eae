//! Lists, documents, tests and runs the actions of this package. `--help` explains the commands.

// Links the actions. A library that no source file names is not linked.
use {{crate_name}} as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

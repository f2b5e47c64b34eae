//! The actions of the live tests; `serve` makes it the worker that they start.

mod actions;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

//! A binary with actions as an author writes it: `cargo run --example demo -- list`.

mod actions;

use std::process::ExitCode;

fn main() -> ExitCode {
    let greeting = actions::Greeting("Hello".into());
    mistral_executor::app()
        .version(env!("CARGO_PKG_VERSION"))
        .state(greeting)
        .main()
}

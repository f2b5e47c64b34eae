//! A worker that takes over from Mistral's own executors: it has the `std.*` actions.

use mistral_actions_std as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

//! A worker with the `std.*` actions, which replaces Mistral's own executors.

use mistral_actions_std as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

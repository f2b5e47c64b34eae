//! An executor that replaces Mistral's own executor and mistral-extra: `std.*`, OpenStack's actions, and the packs
//! that you add here.
//!
//! ```console
//! $ cargo install --path examples/drop-in --profile dist
//! $ mistral-server --server executor --config-file /etc/mistral/mistral.conf
//! ```
//!
//! The package has two programs with the same actions: `drop-in`, and `mistral-server` for deployments that start
//! Mistral's executor by this name.

use std::process::ExitCode;

// Naming a pack here links it.
use mistral_actions_openstack as _;
use mistral_actions_std as _;

/// Executes the command line of the process.
pub fn main() -> ExitCode {
    mistral_executor::main()
}

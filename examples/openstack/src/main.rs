//! The executor with these actions; see the library beside it.

use std::process::ExitCode;

// `nova.servers_get`, `std.ssh` and all the others, and those of this crate.
use mistral_actions_openstack as _;
use mistral_actions_std as _;
use openstack as _;

fn main() -> ExitCode {
    mistral_executor::main()
}

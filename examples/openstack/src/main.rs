//! The executor with the actions of the library `openstack` and of two packs.

use std::process::ExitCode;

// Links the packs, with `nova.servers_get` and `std.ssh`, and the actions of this crate.
use mistral_actions_openstack as _;
use mistral_actions_std as _;
use openstack as _;

fn main() -> ExitCode {
    mistral_executor::main()
}

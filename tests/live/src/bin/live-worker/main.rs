//! The worker of the live tests, with their actions.

mod actions;

// The actions of OpenStack, and the use cases of the specification.
use mistral_actions_openstack as _;
use openstack as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

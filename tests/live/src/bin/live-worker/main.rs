//! The actions of the live tests; `serve` makes it the worker that they start.

mod actions;

// OpenStack's actions, and the use cases of the specification.
use mistral_actions_openstack as _;
use openstack as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

//! An executor that stands in for Mistral's own and for mistral-extra: `std.*`, OpenStack's actions, and whatever packs
//! you add here.
//!
//! ```console
//! $ cargo run --release -p drop-in -- serve --config-file /etc/mistral/mistral.conf
//! ```

use std::process::ExitCode;

// Packs are linked by being named here.
use mistral_actions_openstack as _;
use mistral_actions_std as _;

fn main() -> ExitCode {
    mistral_executor::main()
}

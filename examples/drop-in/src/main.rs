//! An executor that replaces Mistral's own executor and mistral-extra: `std.*`, OpenStack's actions, and the packs
//! that you add here.
//!
//! ```console
//! $ cargo run --release -p drop-in -- serve --config-file /etc/mistral/mistral.conf
//! ```

use std::process::ExitCode;

// Naming a pack here links it.
use mistral_actions_openstack as _;
use mistral_actions_std as _;

fn main() -> ExitCode {
    mistral_executor::main()
}

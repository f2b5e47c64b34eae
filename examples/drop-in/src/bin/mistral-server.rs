//! The program `mistral-server`: `mistral-server --server executor --config-file /etc/mistral/mistral.conf`.

use std::process::ExitCode;

fn main() -> ExitCode {
    drop_in::main()
}

//! The program `drop-in`: `drop-in serve --config-file /etc/mistral/mistral.conf`.

use std::process::ExitCode;

fn main() -> ExitCode {
    drop_in::main()
}

//! A binary that links a pack and defines no actions.
//!
//! ```console
//! $ cargo run -p weather -- list
//! $ cargo run -p weather -- run weather.umbrella city=Bergen
//! ```

// A dependency is linked only if a source file names it.
use weather_pack as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

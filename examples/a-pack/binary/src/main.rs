//! A binary of other people's actions: it links packs, and has none of its own.
//!
//! ```console
//! $ cargo run -p weather -- list
//! $ cargo run -p weather -- run weather.umbrella city=Bergen
//! ```

// What Cargo.toml lists is not linked before a source file names it.
use weather_pack as _;

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

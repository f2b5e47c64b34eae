//! Writes the actions of `actions.rs` ten times, each time in a separate module and under different names.

use std::fmt::Write as _;
use std::path::PathBuf;

/// How often each action is written.
const COPIES: usize = 10;

fn main() {
    let manifest = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let template = ["many/actions.rs", "../many/actions.rs"]
        .map(|path| manifest.join(path))
        .into_iter()
        .find(|path| path.exists())
        .expect("the template is in this package or above it");
    println!("cargo::rerun-if-changed={}", template.display());
    let template = std::fs::read_to_string(template).expect("the template is readable");
    let mut text = String::new();
    for copy in 0..COPIES {
        let actions = template.replace("\"many0.", &format!("\"many{copy}."));
        writeln!(text, "mod copy_{copy} {{\n{actions}}}").expect("a String takes everything");
    }
    let count = template.matches("#[mistral_action(").count() * COPIES;
    writeln!(text, "const COUNT: usize = {count};").expect("a String takes everything");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join("many.rs"), text).expect("OUT_DIR is writable");
}

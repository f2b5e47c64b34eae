//! [`embed`]: the list of crates within the binary, in the format of cargo-auditable, which `cargo audit bin` and other
//! scanners read.
//!
//! cargo-auditable itself takes longer to build than its list: it is JSON, compressed with zlib, in the section `.dep-v0`.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use super::dependencies::Dependency;
use super::write;
use crate::command::{Result, run};

const SECTION: &str = ".dep-v0";

/// Adds the list of crates to a binary.
pub(super) fn embed(dependencies: &[Dependency], binary: &Path) -> Result {
    let mut compressed = ZlibEncoder::new(Vec::new(), Compression::best());
    let list = list(dependencies).to_string();
    let compressed = compressed
        .write_all(list.as_bytes())
        .and_then(|()| compressed.finish());
    let compressed = compressed.map_err(|error| format!("cannot compress the list: {error}"))?;
    let file = binary.with_extension("dep-v0");
    write(&file, &compressed, 0o644)?;
    run(Command::new("objcopy")
        .arg(format!("--add-section={SECTION}={}", file.display()))
        .arg(format!("--set-section-flags={SECTION}=readonly,data"))
        .arg(binary))?;
    std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))
}

fn list(dependencies: &[Dependency]) -> Value {
    let packages = dependencies.iter().map(|dependency| {
        let source = match dependency.checksum {
            Some(_) => "crates.io",
            None => "local",
        };
        let mut package = json!({
            "name": dependency.name, "version": dependency.version, "source": source,
        });
        if dependency.name == "drop-in" {
            package["root"] = true.into();
        }
        package
    });
    json!({ "packages": packages.collect::<Vec<_>>() })
}

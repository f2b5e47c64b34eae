//! [`Dependency`]: a crate that a binary contains.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use super::output;
use crate::command::{Result, repository};

/// A crate that a binary contains.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    /// SPDX expression.
    pub(super) license: String,
    /// SHA-256 of the archive on crates.io. `None`: a member of this workspace.
    pub(super) checksum: Option<String>,
}

/// Returns the crates that are compiled into the binary of a package, the package included.
pub(super) fn of(package: &str) -> Result<Vec<Dependency>> {
    // In contrast to `cargo metadata`, with the features that a build of this package alone has.
    let tree = output(
        Command::new("cargo")
            .args(["tree", "--locked", "--package", package])
            .args(["--edges", "normal,no-proc-macro", "--prefix", "none"])
            .args(["--no-dedupe", "--format", "{p}|{l}"])
            .current_dir(repository()),
    )?;
    let lock = repository().join("Cargo.lock");
    let lock = fs::read_to_string(lock).map_err(|error| format!("Cargo.lock: {error}"))?;
    let checksums = checksums(&lock);
    let dependencies: BTreeSet<Dependency> = tree
        .lines()
        .filter_map(|line| parse(line, &checksums))
        .collect();
    Ok(dependencies.into_iter().collect())
}

/// Parses a line such as `serde v1.0.229|MIT OR Apache-2.0`.
fn parse(line: &str, checksums: &BTreeMap<(&str, &str), &str>) -> Option<Dependency> {
    let (package, license) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    Some(Dependency {
        name: name.to_owned(),
        version: version.to_owned(),
        license: license.replace('/', " OR "),
        checksum: checksums
            .get(&(name, version))
            .map(|checksum| (*checksum).to_owned()),
    })
}

/// Returns the checksums in a lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let packages = lock.split("[[package]]").skip(1);
    let packages = packages.filter_map(|package| {
        let value = |key: &str| {
            let mut lines = package.lines();
            let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
            value.map(|value| value.trim_matches('"'))
        };
        Some(((value("name")?, value("version")?), value("checksum")?))
    });
    packages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_have_the_checksums_of_the_lock_file() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"r\"\nchecksum = \"c0ffee\"\n\n\
                    [[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        let checksums = checksums(lock);
        let a = parse("a v1.0.0|MIT/Apache-2.0", &checksums).unwrap();
        assert_eq!(a.checksum.as_deref(), Some("c0ffee"));
        assert_eq!(a.license, "MIT OR Apache-2.0");
        let own = parse("own v0.1.0 (/src/own)|Apache-2.0", &checksums).unwrap();
        assert_eq!((&*own.version, own.checksum), ("0.1.0", None));
        assert_eq!(parse("", &checksums), None);
    }
}

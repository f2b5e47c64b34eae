//! Licences of all dependencies, checked offline against those that go with Apache-2.0.

use std::process::Command;

use serde_json::Value;

/// Licences, by their SPDX identifiers, that may be part of what we ship.
const ALLOWED: &[&str] = &[
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Mozilla's list of certificate authorities: data.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    // BSD-like, of libbz2.
    "bzip2-1.0.6",
    "0BSD",
];

/// Checks every package of the lock file.
pub(crate) fn check() -> Result<(), String> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .map_err(|error| format!("cargo metadata does not start: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata lists no packages")?;
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| {
            format!(
                "\n  {} {}: {}",
                package["name"], package["version"], package["license"]
            )
        })
        .collect();
    if refused.is_empty() {
        eprintln!(
            "==> licences of {} packages: all go with Apache-2.0",
            packages.len()
        );
        return Ok(());
    }
    Err(format!(
        "these licences have not been agreed to:{}",
        refused.concat()
    ))
}

/// Whether a choice of the expression is allowed as a whole. Old manifests write `/` for `OR`.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    let normalized = expression.split_whitespace().collect::<Vec<_>>().join(" ");
    normalized.split(" OR ").any(|choice| {
        choice
            .split(" AND ")
            .all(|licence| ALLOWED.contains(&licence.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn one_choice_is_enough_and_all_its_parts_count() {
        assert!(is_allowed("MIT OR Apache-2.0"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-3.0"));
        assert!(!is_allowed("GPL-3.0-only"));
        assert!(!is_allowed("MIT AND GPL-3.0-only"));
    }
}

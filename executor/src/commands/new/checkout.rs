//! A checkout of this project's repository, which a new package can depend on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Folders of a checkout, each with the crate that it contains.
const CRATES: [(&str, &str); 2] = [
    ("runtime", "mistral-actions"),
    ("executor", "mistral-executor"),
];

/// The root of a checkout of this project's repository, as the content of a string in TOML.
pub(super) struct Checkout(String);

impl Checkout {
    /// Checks that the path is a checkout. A relative path becomes absolute, so that the new package can be moved.
    pub(super) fn find(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let found = fs::canonicalize(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Failure::usage(format_args!("`{shown}` does not exist")).with_hint(EXPECTED)
            }
            _ => Failure::io(format_args!("cannot read `{shown}`"), &error),
        })?;
        if let Some((folder, package)) = missing(&found) {
            let failure = Failure::usage(format_args!(
                "`{shown}` is no checkout of mistral-actions: the folder `{folder}` with the crate `{package}` is \
                 missing"
            ));
            let outer = found.ancestors().find(|outer| missing(outer).is_none());
            return Err(match outer {
                Some(outer) => failure.with_hint(format!("the checkout is `{}`", outer.display())),
                None => failure.with_hint(EXPECTED),
            });
        }
        in_toml(found).map(Self)
    }

    /// Returns the path as the content of a string in TOML.
    pub(super) fn in_toml(&self) -> &str {
        &self.0
    }
}

const EXPECTED: &str = "expected the root of a clone of the repository; without `--path`, the package depends on the \
                        published version";

/// Returns the first folder that a checkout would have, and its crate.
fn missing(root: &Path) -> Option<(&'static str, &'static str)> {
    CRATES.into_iter().find(|(folder, package)| {
        let manifest = root.join(folder).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).unwrap_or_default();
        let name = format!("name = \"{package}\"");
        !manifest.lines().any(|line| line.trim() == name)
    })
}

fn in_toml(path: PathBuf) -> Result<String, Failure> {
    let path = path.into_os_string().into_string().map_err(|path| {
        Failure::usage(format_args!("`{}` is not UTF-8", path.display()))
            .with_hint("Cargo.toml cannot contain this path; move the checkout")
    })?;
    // The escapes of a string in JSON are valid in TOML, too.
    let quoted = serde_json::Value::from(path).to_string();
    Ok(quoted[1..quoted.len() - 1].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_escaped_for_toml() {
        let path = PathBuf::from(r#"C:\a "b""#);
        assert_eq!(in_toml(path).ok().as_deref(), Some(r#"C:\\a \"b\""#));
    }
}

//! Imports between files must not form a circle, except between a module and its parents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cycles::circles;
use crate::imports::Crate;

/// Returns the folders of `lib.rs` or `main.rs` files under version control, and those of tests in several files.
fn roots() -> BTreeSet<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let repository = repository
        .parent()
        .expect("xtask is a folder of the repository");
    let output = std::process::Command::new("git")
        .args(["ls-files", "--", "*/lib.rs", "*/main.rs"])
        .current_dir(repository)
        .output()
        .expect("git starts");
    assert!(output.status.success());
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let folders = paths.lines().filter_map(|path| Path::new(path).parent());
    folders.map(|folder| repository.join(folder)).collect()
}

#[test]
fn files_do_not_import_each_other_in_circles() {
    let roots = roots();
    assert!(roots.len() > 10, "{roots:?}");
    let mut found = Vec::new();
    for root in roots {
        let imports = Crate::read(&root).imports();
        for circle in circles(&imports) {
            found.push(format!("{}:\n{circle}", root.display()));
        }
    }
    assert!(
        found.is_empty(),
        "files import each other in circles; move the shared part into a file that imports neither:\n{}",
        found.join("\n")
    );
}

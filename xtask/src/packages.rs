//! `cargo xtask packages`: the packages to publish, built and tested from their archives, and used by a new package as if
//! they were published.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::command::{Result, repository, run};

/// Packages all crates to publish, tests the archives, and creates a package that depends on them.
pub(crate) fn check() -> Result {
    let archives = archives()?;
    // `--workspace` would include members that are not published. The next step builds all packages at once, so that a
    // build of each is not needed here.
    let packages = archives
        .iter()
        .flat_map(|archive| ["--package", &archive.name]);
    run(Command::new("cargo")
        .args(["package", "--locked", "--no-verify"])
        .args(packages)
        .current_dir(repository()))?;
    // Both run to their end, so that one command reports all failures.
    let tested = test_archives(&archives);
    let used = use_archives(&archives);
    tested.and(used)
}

/// The archive of a package.
struct Archive {
    /// Name of the package.
    name: String,
    /// The folder that it contains: name and version.
    folder: String,
    version: String,
    path: PathBuf,
}

impl Archive {
    /// Unpacks the archive, and returns the path of its folder. The files get the present time: Cargo would not compile
    /// them again if they had the fixed time of an archive.
    fn unpack(&self, parent: &Path) -> Result<PathBuf> {
        run(Command::new("tar")
            .arg("-xzmf")
            .arg(&self.path)
            .arg("-C")
            .arg(parent))?;
        Ok(parent.join(&self.folder))
    }
}

/// Returns the archives that `cargo package` writes of the members to publish.
fn archives() -> Result<Vec<Archive>> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .current_dir(repository())
        .output()
        .map_err(|error| format!("cannot start `cargo metadata`: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("`cargo metadata` has printed no JSON: {error}"))?;
    let folder = PathBuf::from(text(&metadata["target_directory"])).join("package");
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let archives = packages
        .filter(|package| package["publish"].is_null())
        .map(|package| {
            let (name, version) = (text(&package["name"]), text(&package["version"]));
            Archive {
                path: folder.join(format!("{name}-{version}.crate")),
                folder: format!("{name}-{version}"),
                name,
                version,
            }
        });
    Ok(archives.collect())
}

/// Builds and tests the packages from their archives, in a workspace that consists of them.
fn test_archives(archives: &[Archive]) -> Result {
    let workspace = fresh("packages")?;
    let mut manifest = String::from(
        "[workspace]\nresolver = \"3\"\nmembers = [\"*-[0-9]*\"]\n\n[profile.dev.package.miniz_oxide]\nopt-level = 3\n\n\
         [patch.crates-io]\n",
    );
    for archive in archives {
        let folder = archive.unpack(&workspace)?;
        let (name, path) = (&archive.name, &archive.folder);
        let _ = writeln!(manifest, "{name} = {{ path = \"{path}\" }}");
        // Cargo has removed this dependency of the tests, because the two crates depend on each other.
        if archive.name == "mistral-actions-macros" {
            let file = folder.join("Cargo.toml");
            let text = read(&file)?;
            let dependency = format!(
                "\n[dev-dependencies.mistral-actions]\nversion = \"={}\"\n",
                archive.version
            );
            write(&file, &(text + &dependency))?;
        }
    }
    write(&workspace.join("Cargo.toml"), &manifest)?;
    write(
        &workspace.join("Cargo.lock"),
        &read(&repository().join("Cargo.lock"))?,
    )?;
    // All features but the worker's `simulation`, which registers actions of its own.
    run(Command::new("cargo")
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(["--features", "mistral-executor/otel"])
        .current_dir(&workspace)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "false"))
}

/// Creates a package with `new` and tests it, with a folder in place of crates.io that contains the archives.
fn use_archives(archives: &[Archive]) -> Result {
    let parent = fresh("packages-used")?;
    let registry = parent.join("registry");
    run(Command::new("cargo")
        .args(["vendor", "--quiet", "--locked", "--versioned-dirs"])
        .arg(&registry)
        .current_dir(repository())
        // The configuration that would use the folder.
        .stdout(std::process::Stdio::null()))?;
    for archive in archives {
        let folder = archive.unpack(&registry)?;
        write(&folder.join(".cargo-checksum.json"), r#"{"files":{}}"#)?;
    }
    run(Command::new("cargo")
        .args(["run", "--quiet", "--locked", "--package", "quickstart"])
        .arg("--manifest-path")
        .arg(repository().join("Cargo.toml"))
        .args(["--", "new", "my-pack"])
        .current_dir(&parent))?;
    let source = format!(
        "source.packed.directory = {:?}",
        registry.display().to_string()
    );
    run(Command::new("cargo")
        .args(["test", "--offline"])
        .args(["--config", r#"source.crates-io.replace-with = "packed""#])
        .args(["--config", &source])
        .current_dir(parent.join("my-pack")))
}

/// Returns an empty folder below `target`. The compiled files of an earlier run are kept.
fn fresh(name: &str) -> Result<PathBuf> {
    let folder = repository().join("target").join(name);
    let failed = |error| format!("cannot empty {}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.ends_with("target") {
            continue;
        }
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(failed)?;
    }
    Ok(folder)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

//! Build time and size of a crate of annotated functions, compared with the same functions and handwritten
//! registration code.

mod annotated;
mod handwritten;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{Result, table};

/// Number of actions of a measured crate.
const ACTIONS: usize = 200;

/// The intended ratio of the time of `cargo check`, annotated to handwritten.
const CHECK_GOAL: f64 = 1.1;

/// The intended ratio of the time of a release build.
const RELEASE_GOAL: f64 = 1.05;

/// Builds of each crate; the fastest counts.
const RUNS: usize = 3;

/// Direct dependencies of both crates.
const DEPENDENCIES: &str = r#"
[dependencies]
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

/// Prints the build time and the size of the two crates.
///
/// # Errors
///
/// If cargo fails.
pub(crate) fn report() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("mistral-actions-bench-{}", std::process::id()));
    generate(&folder)?;
    let measured = measure(&folder);
    fs::remove_dir_all(&folder)?;
    measured
}

fn measure(folder: &Path) -> Result<()> {
    let mut rows = Vec::new();
    for command in [&["check"] as &[&str], &["build", "--release"]] {
        // Builds the dependencies, which are not measured.
        for krate in ["annotated-200", "handwritten-200"] {
            cargo(folder, command, krate)?;
        }
        let mut best = [[f64::INFINITY; 2]; 2];
        for _ in 0..RUNS {
            for (krate, best) in ["annotated-200", "handwritten-200"]
                .into_iter()
                .zip(&mut best)
            {
                touch(&folder.join(krate).join("src/main.rs"))?;
                let (before, start) = (cpu_of_children()?, Instant::now());
                cargo(folder, command, krate)?;
                best[0] = best[0].min(start.elapsed().as_secs_f64());
                best[1] = best[1].min(cpu_of_children()? - before);
            }
        }
        rows.push((
            format!("cargo {command}, wall, s", command = command.join(" ")),
            best[0][0],
            best[1][0],
        ));
        rows.push((
            format!("cargo {command}, CPU, s", command = command.join(" ")),
            best[0][1],
            best[1][1],
        ));
    }
    let size = |krate: &str| -> Result<f64> {
        cargo(folder, &["build", "--release"], krate)?;
        let bytes = fs::metadata(folder.join("target/release").join(krate))?.len();
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        Ok(bytes as f64)
    };
    let of_all = (size("annotated-200")?, size("handwritten-200")?);
    let of_one = (size("annotated-1")?, size("handwritten-1")?);
    rows.push(("binary, bytes".into(), of_all.0, of_all.1));
    let others = f64::from(u32::try_from(ACTIONS - 1)?);
    rows.push((
        "each additional action, bytes".into(),
        ((of_all.0 - of_one.0) / others).round(),
        ((of_all.1 - of_one.1) / others).round(),
    ));
    table::print(
        &format!("Building a crate of {ACTIONS} actions, without its dependencies"),
        &format!(
            "`cargo check` at most {CHECK_GOAL} times, and the release build at most {RELEASE_GOAL} times the cost of \
             handwritten code"
        ),
        ["annotated", "handwritten"],
        &rows,
    );
    Ok(())
}

/// Writes a workspace with the crates to build; its lock file is a copy of ours.
///
/// # Errors
///
/// If a file cannot be written.
pub(crate) fn generate(folder: &Path) -> Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let runtime = workspace.join("runtime");
    let runtime = runtime.display();
    fs::create_dir_all(folder)?;
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"*-*\"]\n[profile.release]\nstrip = \"debuginfo\"\n",
    )?;
    for (count, suffix) in [(ACTIONS, "200"), (1, "1")] {
        for (name, code) in [
            ("annotated", annotated::code(count)),
            ("handwritten", handwritten::code(count)),
        ] {
            let krate = folder.join(format!("{name}-{suffix}"));
            fs::create_dir_all(krate.join("src"))?;
            fs::write(krate.join("src/main.rs"), code)?;
            let runtime_dependency = match name {
                "annotated" => format!("mistral-actions = {{ path = {:?} }}", runtime.to_string()),
                _ => String::new(),
            };
            fs::write(
                krate.join("Cargo.toml"),
                format!(
                    "[package]\nname = \"{name}-{suffix}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                     {DEPENDENCIES}{runtime_dependency}\n"
                ),
            )?;
        }
    }
    Ok(())
}

fn cargo(folder: &Path, command: &[&str], krate: &str) -> Result<()> {
    let status = Command::new("cargo")
        .args(command)
        .args(["--quiet", "--package", krate])
        .arg("--target-dir")
        .arg(folder.join("target"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`cargo {}` failed for `{krate}`", command.join(" ")).into())
}

fn touch(file: &Path) -> Result<()> {
    let file = fs::File::options().append(true).open(file)?;
    Ok(file.set_modified(std::time::SystemTime::now())?)
}

/// User time of all finished child processes, in seconds (proc(5): `cutime`, in ticks of 10 ms).
fn cpu_of_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has no `)`")?;
    let ticks = fields
        .split_whitespace()
        .nth(13)
        .ok_or("/proc/self/stat has no field `cutime`")?;
    Ok(ticks.parse::<f64>()? / 100.0)
}

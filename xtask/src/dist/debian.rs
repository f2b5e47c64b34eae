//! The Debian package: built by dpkg-deb from a staged folder, and tested in a clean root folder.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Artifacts, NAME, copy, create_folder, output, version, write};
use crate::command::{Result, repository, run};
use crate::provision;

/// A build of the package.
#[derive(Debug)]
pub(super) struct Release {
    /// The part of the version after the hyphen.
    revision: u32,
    /// Added to the sample configuration; for tests of upgrades.
    addition: &'static str,
}

impl Default for Release {
    fn default() -> Self {
        Self {
            revision: 1,
            addition: "",
        }
    }
}

/// Files of the package that dpkg keeps when an operator has changed them.
const CONFFILES: [&str; 2] = [
    "/etc/default/mistral-actions-executor",
    "/etc/mistral-actions/executor.conf",
];

/// Builds the package into a folder, and returns its path.
pub(super) fn build(binary: &Path, folder: &Path, release: &Release) -> Result<PathBuf> {
    let stage = repository().join("target/dist-stage/deb");
    let _ = fs::remove_dir_all(&stage);
    let source = repository().join("deploy/debian");
    let program = stage.join("usr/bin").join(NAME);
    copy(binary, &program, 0o755)?;
    // Debian's mistral-common has /usr/bin/mistral-server.
    let drop_in = stage.join("usr/lib/mistral-actions/bin");
    create_folder(&drop_in)?;
    std::os::unix::fs::symlink(
        format!("../../../bin/{NAME}"),
        drop_in.join("mistral-server"),
    )
    .map_err(|error| format!("{}: {error}", drop_in.display()))?;
    for (from, to) in [
        (
            "mistral-actions-executor.service",
            "usr/lib/systemd/system/mistral-actions-executor.service",
        ),
        (
            "sysusers.conf",
            "usr/lib/sysusers.d/mistral-actions-executor.conf",
        ),
        ("default", "etc/default/mistral-actions-executor"),
        (
            "../../LICENSE",
            "usr/share/doc/mistral-actions-executor/copyright",
        ),
        (
            "../../docs/operating.md",
            "usr/share/doc/mistral-actions-executor/operating.md",
        ),
        (
            "../../docs/reliability.md",
            "usr/share/doc/mistral-actions-executor/reliability.md",
        ),
    ] {
        copy(&source.join(from), &stage.join(to), 0o644)?;
    }
    generate(&program, &stage, release)?;
    let control = stage.join("DEBIAN");
    for script in ["postinst", "prerm", "postrm"] {
        copy(&source.join(script), &control.join(script), 0o755)?;
    }
    let conffiles = CONFFILES.join("\n") + "\n";
    write(&control.join("conffiles"), conffiles.as_bytes(), 0o644)?;
    let architecture = output(Command::new("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    let fields = fields(&stage, architecture, release)?;
    write(&control.join("control"), fields.as_bytes(), 0o644)?;
    let name = format!(
        "{NAME}_{}-{}_{architecture}.deb",
        version(),
        release.revision
    );
    let package = folder.join(name);
    run(Command::new("dpkg-deb")
        .args(["--root-owner-group", "--build"])
        .arg(&stage)
        .arg(&package))?;
    Ok(package)
}

/// Generates files by the program itself: sample configuration, completions, manual pages.
fn generate(program: &Path, stage: &Path, release: &Release) -> Result {
    let print = |arguments: &[&str]| output(Command::new(program).args(arguments).env_clear());
    let sample = print(&["serve", "--sample-config"])? + release.addition;
    let conf = stage.join("etc/mistral-actions/executor.conf");
    write(&conf, sample.as_bytes(), 0o640)?;
    for (shell, path) in [
        (
            "bash",
            "usr/share/bash-completion/completions/mistral-actions-executor",
        ),
        (
            "zsh",
            "usr/share/zsh/vendor-completions/_mistral-actions-executor",
        ),
        (
            "fish",
            "usr/share/fish/vendor_completions.d/mistral-actions-executor.fish",
        ),
    ] {
        let script = print(&["completions", shell])?;
        write(&stage.join(path), script.as_bytes(), 0o644)?;
    }
    let man = stage.join("usr/share/man/man1");
    create_folder(&man)?;
    print(&["man", &man.to_string_lossy()])?;
    run(Command::new("sh")
        .args(["-ec", "gzip --best --no-name -- *.1"])
        .current_dir(&man))
}

/// Returns the control file.
fn fields(stage: &Path, architecture: &str, release: &Release) -> Result<String> {
    let size = output(Command::new("du").args(["-ks"]).arg(stage))?;
    let size = size.split_whitespace().next().unwrap_or("0");
    // The program needs the C library of the system that it was built on.
    let libc =
        output(Command::new("dpkg-query").args(["--show", "--showformat=${Version}", "libc6"]))?;
    let libc = libc.split('-').next().unwrap_or_default();
    let mut fields = String::new();
    for (name, value) in [
        ("Package", NAME),
        ("Version", &format!("{}-{}", version(), release.revision)),
        ("Architecture", architecture),
        ("Maintainer", "contributors of mistral-actions"),
        ("Installed-Size", size),
        (
            "Depends",
            &format!("libc6 (>= {libc}), libgcc-s1, systemd | systemd-standalone-sysusers"),
        ),
        ("Section", "net"),
        ("Priority", "optional"),
        (
            "Description",
            "executor of OpenStack Mistral\n Runs the actions of OpenStack Mistral's workflows: std.* and those of OpenStack's\n services. It takes the place of Mistral's own executor, or runs next to it.",
        ),
    ] {
        let _ = writeln!(fields, "{name}: {value}");
    }
    Ok(fields)
}

/// Tests the package in a clean root folder: installed, upgraded, purged; the unit.
pub(crate) fn check(artifacts: &Artifacts) -> Result {
    let stage = repository().join("target/dist-stage");
    let root = stage.join("root");
    provision::copy_clean_root(&root)?;
    let files = stage.join("check");
    let _ = fs::remove_dir_all(&files);
    create_folder(&files)?;
    build(&artifacts.binary, &files, &Release::default())?;
    let upgrade = Release {
        revision: 2,
        addition: "\n# Added by the second revision.\n",
    };
    build(&artifacts.binary, &files, &upgrade)?;
    let script = files.join("check-package");
    copy(
        &repository().join("deploy/debian/check-package"),
        &script,
        0o755,
    )?;
    run(Command::new(repository().join("tests/stack/enter"))
        .arg(&root)
        .arg(&files)
        .arg(&script)
        .arg(&files))
}

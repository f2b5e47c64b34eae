//! `new`: creates a package with an action, its test and a CI file.

mod checkout;
mod name;
mod template;

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::args::NewArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

use self::checkout::Checkout;
use self::name::Name;
use self::template::{FILES, Values};

pub(super) fn new(args: &NewArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let name = Name::parse(&args.name)?;
    let checkout = args.path.as_deref().map(Checkout::find).transpose()?;
    let folder = Path::new(name.package());
    let current = std::env::current_dir()
        .map_err(|error| Failure::io("cannot determine the current folder", &error))?;
    let workspace = workspace(&current);
    let values = Values {
        project_name: name.package(),
        crate_name: &name.library(),
        version: env!("CARGO_PKG_VERSION"),
        checkout: checkout.as_ref().map_or("", Checkout::in_toml),
    };
    let files = FILES.iter().map(|file| {
        let mut text = values.fill(file.text);
        if let (template::MANIFEST, Some(workspace)) = (file.path, &workspace) {
            let _ = write!(text, "{}", own_workspace(workspace));
        }
        (file.path, text)
    });
    create(folder, files)?;
    session.print(&format!(
        "\
created {name}
  cd {name}
  cargo test
  cargo run -- run {library}.greet name=Ada
",
        name = name.package(),
        library = name.library(),
    ))?;
    Ok(Exit::Success)
}

/// Writes the files into a new folder.
fn create(
    folder: &Path,
    files: impl Iterator<Item = (&'static str, String)>,
) -> Result<(), Failure> {
    fs::create_dir(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::usage(format_args!("`{}` already exists", folder.display()))
                .with_hint("choose another name, or remove it first")
        }
        _ => Failure::io(
            format_args!("cannot create the folder `{}`", folder.display()),
            &error,
        ),
    })?;
    for (path, text) in files {
        let path = folder.join(path);
        if let Err(error) = write(&path, &text) {
            // The next attempt must not find an incomplete package.
            let _ = fs::remove_dir_all(folder);
            let what = format!("cannot write `{}`", path.display());
            return Err(Failure::io(what, &error));
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// Returns the manifest of the workspace that contains a folder, if any.
fn workspace(folder: &Path) -> Option<PathBuf> {
    let manifests = folder
        .ancestors()
        .map(|ancestor| ancestor.join("Cargo.toml"));
    manifests.into_iter().find(|manifest| {
        let text = fs::read_to_string(manifest).unwrap_or_default();
        text.lines()
            .any(|line| line.trim_end() == "[workspace]" || line.starts_with("[workspace."))
    })
}

/// Returns the table that makes Cargo treat a package in the folder of a workspace as independent of it.
fn own_workspace(outer: &Path) -> String {
    format!(
        "
# Keeps the package out of the workspace of {}.
# To make the package a member, delete this table and list the folder in `members` there.
[workspace]
",
        outer.display()
    )
}

//! `catalog`: prints the catalog of all actions.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;

use mistral_actions::catalog::Catalog;

use crate::args::{CatalogArgs, CatalogFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

pub(super) fn catalog(args: &CatalogArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let text = if args.schema {
        format!("{:#}\n", Catalog::schema())
    } else {
        let catalog = Catalog::of(&session.index.all()?);
        match args.format {
            CatalogFormat::Json => catalog.to_json(),
            CatalogFormat::Openapi => catalog.to_openapi(),
            CatalogFormat::Markdown => catalog.to_markdown(),
        }
    };
    match &args.output {
        None => session.print(&text)?,
        Some(path) => replace(path, &text).map_err(|error| {
            Failure::io(format_args!("cannot write {}", path.display()), &error)
        })?,
    }
    Ok(Exit::Success)
}

/// Replaces a file atomically, so that an engine never reads a partial catalog.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A device or a pipe cannot be replaced.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, text);
    }
    // Replaces the target of a symbolic link and keeps the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".catalog-");
    if let Some(permissions) = permissions(&path) {
        builder.permissions(permissions);
    }
    // Drops the name of the temporary file from the message.
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Returns the permissions of the file to replace. The default is what the umask leaves, because a temporary file would
/// be readable by its owner only.
fn permissions(path: &Path) -> Option<Permissions> {
    let existing = fs::metadata(path).ok().map(|found| found.permissions());
    #[cfg(unix)]
    let existing = existing.or_else(|| {
        use std::os::unix::fs::PermissionsExt;
        Some(Permissions::from_mode(0o666))
    });
    existing
}

//! `catalog`: all actions, for tools.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;

use mistral_actions::catalog::Catalog;

use crate::Exit;
use crate::args::{CatalogArgs, CatalogFormat};
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

/// Replaces a file as a whole, so that an engine that reads it meets the old or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A device or a pipe cannot be replaced; and a link stays one.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, text);
    }
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
    // Without the name of the file, which nobody has asked for.
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Those of the file that is replaced; else what the umask leaves, since a temporary file is for its
/// owner alone.
fn permissions(path: &Path) -> Option<Permissions> {
    let existing = fs::metadata(path).ok().map(|found| found.permissions());
    #[cfg(unix)]
    let existing = existing.or_else(|| {
        use std::os::unix::fs::PermissionsExt;
        Some(Permissions::from_mode(0o666))
    });
    existing
}

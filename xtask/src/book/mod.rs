//! `cargo xtask book`: the documentation as a site. mdBook requires all pages in one folder; here they are in the folders
//! of the repository that they describe, so that their links work on a forge, too.

#[cfg(test)]
mod checks;
#[cfg(test)]
mod headings;
mod links;
mod page;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{Result, repository, run};
use crate::provision;

use self::page::Pages;

/// The list of pages, in the order and with the titles of the site.
const SUMMARY: &str = "docs/SUMMARY.md";

/// Writes the site to `target/book/site`, and checks its links.
pub(crate) fn book() -> Result {
    let python = provision::venv("book")?;
    let folder = repository().join("target/book");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|error| format!("cannot remove {}: {error}", folder.display()))?;
    }
    let settings = read("docs/book.toml")?;
    let pages = Pages::listed(&read(SUMMARY)?, address(&settings));
    for page in pages.paths() {
        write(
            &folder.join("source").join(page::place(page)),
            &pages.prepare(page, &read(page)?),
        )?;
    }
    let summary = page::rooted_summary(&read(SUMMARY)?);
    write(&folder.join("source/SUMMARY.md"), &summary)?;
    write(&folder.join("book.toml"), &settings)?;
    let tool = |name: &str| Command::new(python.with_file_name(name));
    run(tool("mdbook").arg("build").arg(&folder))?;
    let site = folder.join("site");
    run(tool("lychee")
        .args([
            "--offline",
            "--include-fragments",
            "--no-progress",
            "--root-dir",
        ])
        .args([&site, &site]))?;
    eprintln!("    {}", site.join("index.html").display());
    Ok(())
}

/// Returns the address of the repository, if the settings have one.
fn address(settings: &str) -> Option<String> {
    let line = settings
        .lines()
        .find_map(|line| line.strip_prefix("git-repository-url = \""))?;
    Some(line.trim_end().trim_end_matches('"').to_owned())
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(repository().join(path))
        .map_err(|error| format!("cannot read {path}: {error}"))
}

fn write(path: &Path, text: &str) -> Result {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

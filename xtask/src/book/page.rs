//! Pages of the site: files of the repository that the summary lists.

use std::path::{Component, Path, PathBuf};

use super::SUMMARY;
use super::links::{links, replace_links};

/// The pages, by their paths in the repository.
pub(crate) struct Pages {
    paths: Vec<String>,
    /// Address of the repository.
    address: Option<String>,
}

impl Pages {
    /// Returns the pages that the summary lists.
    pub(crate) fn listed(summary: &str, address: Option<String>) -> Self {
        let paths = links(summary)
            .iter()
            .map(|link| resolve(SUMMARY, link.target))
            .collect();
        Self { paths, address }
    }

    pub(crate) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Returns a page as the site shows it.
    pub(crate) fn prepare(&self, page: &str, text: &str) -> String {
        let text = replace_links(text, |link| {
            if is_external(link.target) || link.target.starts_with('#') {
                return None;
            }
            let (path, heading) = link.target.split_once('#').unwrap_or((link.target, ""));
            let path = resolve(page, path);
            let found = [path.clone(), format!("{path}/README.md")]
                .into_iter()
                .find(|path| self.paths.contains(path));
            if let Some(found) = found {
                let mark = if heading.is_empty() { "" } else { "#" };
                let path = relative(&place(page), &place(&found));
                Some(format!("[{}]({path}{mark}{heading})", link.text))
            } else if let Some(address) = self.address.as_ref().filter(|_| !is_rustdoc(link.target))
            {
                Some(format!("[{}]({address}/blob/main/{path})", link.text))
            } else {
                Some(link.text.to_owned())
            }
        });
        if page.starts_with("macros/src/") {
            with_language(&text)
        } else {
            text
        }
    }
}

/// Returns the summary with paths from the root of the repository.
pub(crate) fn rooted_summary(summary: &str) -> String {
    replace_links(summary, |link| {
        let path = place(&resolve(SUMMARY, link.target));
        Some(format!("[{}]({path})", link.text))
    })
}

/// Returns true for a link to another site.
pub(crate) fn is_external(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// Returns true for a link to an item of Rust, which rustdoc resolves.
pub(crate) fn is_rustdoc(target: &str) -> bool {
    target.contains("::") || target.contains('@')
}

/// Returns the path of a link's target in the repository. `page` contains the link.
pub(crate) fn resolve(page: &str, target: &str) -> String {
    let mut path = PathBuf::from(page);
    path.pop();
    for component in Path::new(target).components() {
        match component {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path.to_string_lossy().into_owned()
}

/// Returns the path of a page in the site. The first page is also the start page, which is in the root.
pub(crate) fn place(page: &str) -> String {
    page.strip_prefix("docs/")
        .filter(|name| *name == "index.md")
        .unwrap_or(page)
        .to_owned()
}

/// Returns the path from a page to another one.
fn relative(page: &str, to: &str) -> String {
    let up = page.matches('/').count();
    "../".repeat(up) + to
}

/// Names the language of code blocks that rustdoc takes for Rust.
fn with_language(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().map(|line| {
        if !line.starts_with("```") {
            return line.to_owned();
        }
        is_code = !is_code;
        if is_code && line == "```" {
            "```rust".to_owned()
        } else {
            line.to_owned()
        }
    });
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(address: Option<&str>) -> Pages {
        let summary = "- [A](a.md)\n- [Std](../actions/std/README.md)\n- [Root](../ROOT.md)\n";
        Pages::listed(summary, address.map(str::to_owned))
    }

    #[test]
    fn pages_keep_their_folders() {
        let pages = pages(None);
        assert_eq!(
            pages.paths(),
            ["docs/a.md", "actions/std/README.md", "ROOT.md"]
        );
        assert_eq!(
            rooted_summary("[I](index.md)\n- [A](a.md)"),
            "[I](index.md)\n- [A](docs/a.md)"
        );
    }

    #[test]
    fn links_lead_to_pages_or_to_the_repository() {
        let text = "[r](../ROOT.md#x) [s](../actions/std) [c](../xtask) [e](https://e.org) [h](#h)";
        assert_eq!(
            pages(None).prepare("docs/a.md", text),
            "[r](../ROOT.md#x) [s](../actions/std/README.md) c [e](https://e.org) [h](#h)"
        );
        assert_eq!(
            pages(None).prepare("docs/index.md", "[a](a.md)"),
            "[a](docs/a.md)"
        );
        let with_address = pages(Some("https://forge/p")).prepare("docs/a.md", text);
        assert!(
            with_address.contains("[c](https://forge/p/blob/main/xtask)"),
            "{with_address}"
        );
    }

    #[test]
    fn links_and_code_of_rustdoc_become_those_of_a_site() {
        let text = "[`Input`](derive@crate::Input)\n```\nlet a = 1;\n```\n```toml\n```\n";
        assert_eq!(
            pages(Some("https://forge/p")).prepare("macros/src/input.md", text),
            "`Input`\n```rust\nlet a = 1;\n```\n```toml\n```\n"
        );
    }
}

//! Checks of the documentation: links, and the list of pages.

use std::path::Path;
use std::process::Command;

use super::headings::headings;
use super::links::links;
use super::page::{Pages, is_external, is_rustdoc, resolve};
use super::{SUMMARY, read, repository};

/// Returns the Markdown files under version control.
fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--", "*.md"])
        .current_dir(repository())
        .output()
        .expect("git starts");
    assert!(output.status.success());
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    paths.lines().map(str::to_owned).collect()
}

/// Returns the reason why the target of a link cannot be reached.
fn problem(page: &str, text: &str, target: &str) -> Option<&'static str> {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let has_heading = |text: &str| headings(text).iter().any(|name| name == heading);
    let path = if path.is_empty() {
        page.to_owned()
    } else {
        resolve(page, path)
    };
    if !repository().join(&path).exists() {
        return Some("no such file");
    }
    if heading.is_empty() {
        return None;
    }
    let is_page = Path::new(&path)
        .extension()
        .is_some_and(|extension| extension == "md");
    let is_found = if path == page {
        has_heading(text)
    } else {
        is_page && has_heading(&read(&path).expect("the file is readable"))
    };
    (!is_found).then_some("no such heading")
}

#[test]
fn links_lead_to_files_and_headings() {
    let files = files();
    assert!(files.len() > 10, "{files:?}");
    let mut found = Vec::new();
    let mut count = 0;
    for page in &files {
        let text = read(page).unwrap();
        for link in links(&text) {
            if is_external(link.target) || is_rustdoc(link.target) {
                continue;
            }
            count += 1;
            if let Some(problem) = problem(page, &text, link.target) {
                found.push(format!(
                    "{page}: [{}]({}): {problem}",
                    link.text, link.target
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > 50, "only {count} links");
}

#[test]
fn summary_lists_every_page_of_docs_once() {
    let summary = read(SUMMARY).unwrap();
    let pages = Pages::listed(&summary, None);
    for file in files() {
        if file.starts_with("docs/") && file != SUMMARY {
            assert!(
                pages.paths().contains(&file),
                "{SUMMARY} does not list {file}"
            );
        }
    }
    for (index, page) in pages.paths().iter().enumerate() {
        assert!(
            !pages.paths()[..index].contains(page),
            "{SUMMARY} lists {page} twice"
        );
    }
}

#[test]
fn manual_shows_the_workflow_of_the_demo() {
    let manual = read("docs/workflows.md").unwrap();
    let workflow = manual.split("```yaml\n").nth(1).unwrap();
    let workflow = workflow.split("```").next().unwrap();
    assert!(workflow.contains("demo.greet"));
    let demo = read("tests/live/src/bin/live-demo.rs").unwrap();
    assert!(
        demo.contains(workflow),
        "the demo runs another workflow than:\n{workflow}"
    );
}

//! Metadata that crates.io and docs.rs show of the published packages, and the form of the list of changes.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Categories of crates.io that the packages use. crates.io refuses a package with an unknown one.
const CATEGORIES: [&str; 7] = [
    "api-bindings",
    "asynchronous",
    "command-line-interface",
    "development-tools::procedural-macro-helpers",
    "encoding",
    "network-programming",
    "web-programming::http-client",
];

const PUBLISHED: [&str; 8] = [
    "mistral-actions",
    "mistral-actions-macros",
    "mistral-actions-openstack",
    "mistral-actions-std",
    "mistral-cloud",
    "mistral-executor",
    "mistral-wire",
    "mistral-worker",
];

/// Returns the packages of the workspace that are published.
fn published() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .output()
        .expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array_mut().expect("a list");
    // `publish = false` is an empty list.
    packages.retain(|package| package["publish"].is_null());
    packages.clone()
}

#[test]
fn published_packages_are_those_that_are_listed() {
    let mut names: Vec<String> = published()
        .iter()
        .map(|package| package["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, PUBLISHED, "other packages need `publish = false`");
}

#[test]
fn published_packages_can_be_found_and_documented() {
    for package in published() {
        let name = package["name"].as_str().unwrap();
        let description = package["description"].as_str().unwrap_or_default();
        assert!(
            description.starts_with("OpenStack Mistral") && description.len() < 100,
            "{name}: {description}"
        );
        assert_eq!(
            package["documentation"],
            format!("https://docs.rs/{name}"),
            "{name}"
        );
        let keywords = package["keywords"].as_array().unwrap();
        assert!(
            (1..=5).contains(&keywords.len()) && keywords.iter().any(|one| one == "openstack"),
            "{name}: {keywords:?}"
        );
        let categories = package["categories"].as_array().unwrap();
        assert!(!categories.is_empty(), "{name} has no category");
        for category in categories {
            let is_known = CATEGORIES.iter().any(|known| category == known);
            assert!(is_known, "{name}: {category}");
        }
        let docs = &package["metadata"]["docs"]["rs"];
        assert!(
            docs["all-features"] == true || docs["features"].is_array(),
            "{name}: no features for docs.rs"
        );
        assert_eq!(
            docs["rustdoc-args"],
            serde_json::json!(["--cfg", "docsrs"]),
            "{name}"
        );
    }
}

#[test]
fn published_packages_contain_readme_and_license() {
    for package in published() {
        let name = package["name"].as_str().unwrap();
        assert_eq!(package["license"], "Apache-2.0", "{name}");
        let folder = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = folder.parent().unwrap();
        let read = |file: &str| {
            std::fs::read_to_string(folder.join(file))
                .unwrap_or_else(|error| panic!("{name}/{file}: {error}"))
        };
        assert_eq!(package["readme"], "README.md", "{name}");
        assert!(read("README.md").starts_with(&format!("# {name}\n")));
        assert!(read("LICENSE").contains("Apache License"));
    }
}

#[test]
fn python_package_has_the_version_of_the_workspace() {
    let provider = include_str!("../../provider/pyproject.toml");
    let version = format!("\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"));
    assert!(
        provider.contains(&version),
        "provider/pyproject.toml lacks {version}"
    );
}

/// Returns true for `1.2.3 - 2026-11-27` with the version in brackets.
fn is_version_with_date(heading: &str) -> bool {
    let Some((version, date)) = heading.split_once(" - ") else {
        return false;
    };
    let version = version
        .strip_prefix('[')
        .and_then(|one| one.strip_suffix(']'));
    let is_number = |part: &str| part.parse::<u32>().is_ok();
    let is_version = |text: &str| text.split('.').count() == 3 && text.split('.').all(is_number);
    let parts: Vec<usize> = date.split('-').map(str::len).collect();
    version.is_some_and(is_version) && parts == [4, 2, 2] && date.split('-').all(is_number)
}

#[test]
fn changelog_has_the_form_of_keep_a_changelog() {
    const KINDS: [&str; 6] = [
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    ];
    let changelog = include_str!("../../CHANGELOG.md");
    let mut kinds: Vec<&str> = Vec::new();
    let mut versions = 0;
    for line in changelog.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let is_valid = if versions == 0 {
                heading == "[Unreleased]"
            } else {
                is_version_with_date(heading)
            };
            assert!(
                is_valid,
                "not `[Unreleased]` or `[VERSION] - DATE`: {heading}"
            );
            versions += 1;
            kinds.clear();
        } else if let Some(kind) = line.strip_prefix("### ") {
            assert!(KINDS.contains(&kind), "`{kind}` is none of {KINDS:?}");
            assert!(
                !kinds.contains(&kind),
                "`{kind}` appears twice in a version"
            );
            kinds.push(kind);
        }
    }
    assert!(versions > 0);
}

//! Only `runtime/src/json_schema` walks schemas: no other code knows which keywords hold schemas.

use std::path::Path;
use std::process::Command;

const READER: &str = "runtime/src/json_schema/";

/// Keywords that lead to other schemas, and the mark of secrets.
const KEYWORDS: [&str; 9] = [
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
    "patternProperties",
    "dependentSchemas",
    "unevaluatedProperties",
    "writeOnly",
];

/// Files that name keywords nevertheless, with the reason.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("runtime/src/catalog/outline/", "asks the reader for them"),
    ("runtime/src/input/aliases.rs", "writes rules of aliases"),
    ("runtime/src/input/root.rs", "writes the root of an input"),
    ("runtime/src/input/schema.rs", "writes schemas of inputs"),
    ("runtime/src/secret/mod.rs", "marks secrets"),
    (
        "actions/openstack/src/table/schema.rs",
        "writes schemas of templates",
    ),
];

/// Returns the keywords in string literals of code, without its tests and comments.
fn keywords_in(source: &str) -> Vec<&'static str> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(str::trim_start);
    let code: Vec<&str> = lines.filter(|line| !line.starts_with("//")).collect();
    let code = code.join("\n");
    let is_named = |keyword: &&str| code.contains(&format!("\"{keyword}\""));
    KEYWORDS.into_iter().filter(is_named).collect()
}

#[test]
fn keywords_that_hold_schemas_are_known_to_json_schema_only() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new("git")
        .args(["ls-files", "--", "*/src/*.rs"])
        .current_dir(&repository)
        .output()
        .expect("git starts");
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let mut is_needed = EXCEPTIONS.map(|_| false);
    let mut found = Vec::new();
    let mut in_reader = 0;
    for path in paths.lines() {
        // A file that was deleted may still be listed.
        let Ok(source) = std::fs::read_to_string(repository.join(path)) else {
            continue;
        };
        let keywords = keywords_in(&source);
        if keywords.is_empty() {
            continue;
        }
        let exception = EXCEPTIONS
            .iter()
            .position(|(file, _)| path.starts_with(file));
        match exception {
            Some(exception) => is_needed[exception] = true,
            None if path.starts_with(READER) => in_reader += keywords.len(),
            None => found.push(format!("{path}: {}", keywords.join(", "))),
        }
    }
    assert!(
        found.is_empty(),
        "read schemas with {READER} instead of by keyword:\n{}",
        found.join("\n")
    );
    assert!(in_reader > 0, "{READER} does not exist");
    assert_eq!(is_needed, EXCEPTIONS.map(|_| true), "unneeded exceptions");
}

#[test]
fn keywords_are_found_in_code_only() {
    let source = "// \"$ref\"\nx.get(\"anyOf\")\n#[cfg(test)]\nmod tests { \"oneOf\" }";
    assert_eq!(keywords_in(source), ["anyOf"]);
}

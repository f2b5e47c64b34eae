//! Name of a new package.

use crate::failure::Failure;

/// Upper bound of crates.io.
const MAX_LENGTH: usize = 64;

/// Keywords of Rust, including those reserved for later editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that Cargo refuses, or that clash with crates of Rust.
const RESERVED: &[&str] = &[
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "proc_macro",
    "std",
    "test",
];

/// Crates that a new package depends on.
const DEPENDENCIES: &[&str] = &["mistral_actions", "mistral_executor", "schemars", "serde"];

const MALFORMED: &str = "expected lowercase letters and digits with single `-` or `_` between them, starting with a \
                         letter";

/// Name of a new package. It is the namespace of the first action, too, and Rust's name of the library.
pub(super) struct Name<'a>(&'a str);

impl<'a> Name<'a> {
    pub(super) fn parse(name: &'a str) -> Result<Self, Failure> {
        match problem(name) {
            None => Ok(Self(name)),
            Some(MALFORMED) => Err(Self::malformed(name)),
            Some(problem) => Err(
                Failure::usage(format_args!("invalid name `{name}`: {problem}"))
                    .with_hint("choose another name, such as `my-actions`"),
            ),
        }
    }

    fn malformed(name: &str) -> Failure {
        let failure = Failure::usage(format_args!("invalid name `{name}`: {MALFORMED}"));
        if name.contains(['/', '\\']) {
            return failure.with_hint(
                "the package is created in the current folder; change to another one with `cd`",
            );
        }
        match corrected(name) {
            Some(corrected) => failure.with_hint(format!("a valid name is `{corrected}`")),
            None => failure.with_hint("a valid name is `my-actions`"),
        }
    }

    /// Returns the name of the package and of its folder.
    pub(super) fn package(&self) -> &'a str {
        self.0
    }

    /// Returns the name of the library in Rust.
    pub(super) fn library(&self) -> String {
        self.0.replace('-', "_")
    }
}

/// Returns the reason why a name is refused.
fn problem(name: &str) -> Option<&'static str> {
    let library = name.replace('-', "_");
    if KEYWORDS.contains(&name) {
        Some("it is a keyword of Rust")
    } else if RESERVED.contains(&library.as_str()) {
        Some("Cargo and Rust use this name")
    } else if DEPENDENCIES.contains(&library.as_str()) {
        Some("the package depends on a crate of this name")
    } else if name.len() > MAX_LENGTH {
        Some("it has more than 64 characters")
    } else if !is_well_formed(name) {
        Some(MALFORMED)
    } else {
        None
    }
}

/// Returns true for the names that rustc takes for a library without a warning about its style.
fn is_well_formed(name: &str) -> bool {
    let is_word = |word: &str| {
        let is_valid = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit();
        !word.is_empty() && word.chars().all(is_valid)
    };
    name.starts_with(|one: char| one.is_ascii_lowercase()) && name.split(['-', '_']).all(is_word)
}

/// Returns a valid name that is similar, if there is one.
fn corrected(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let words = name.split(|one: char| !one.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    let name = name.trim_start_matches(|one: char| !one.is_ascii_lowercase());
    problem(name).is_none().then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_crates_are_valid() {
        for name in [
            "a",
            "my-pack",
            "my_pack",
            "pack2",
            "my-2-packs",
            "build-tools",
        ] {
            assert!(Name::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn other_names_are_refused() {
        let long = "a".repeat(65);
        for name in [
            "",
            "-",
            "2pack",
            "My",
            "my--pack",
            "my-_pack",
            "my-",
            "-my",
            "my pack",
            "my.pack",
            "ä",
            "../x",
            "fn",
            "gen",
            "std",
            "proc-macro",
            "mistral-actions",
            "serde",
            &long,
        ] {
            assert!(Name::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn similar_valid_name_is_suggested() {
        assert_eq!(corrected("My Pack!").as_deref(), Some("my-pack"));
        assert_eq!(corrected("2-packs").as_deref(), Some("packs"));
        assert_eq!(corrected("Std"), None);
        assert_eq!(corrected("!"), None);
    }
}

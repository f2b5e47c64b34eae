//! Files of a new package, and the part of the Liquid language that they use. `cargo generate` reads the same folder.

/// A file of the template.
pub(super) struct File {
    /// Path in the new package.
    pub(super) path: &'static str,
    pub(super) text: &'static str,
}

/// Path of the manifest. The template has another name for it, because Cargo does not package a folder with a manifest.
pub(super) const MANIFEST: &str = "Cargo.toml";

macro_rules! file {
    ($path:literal) => {
        file!($path, $path)
    };
    ($path:expr, $source:literal) => {
        File {
            path: $path,
            text: include_str!(concat!("../../../template/", $source)),
        }
    };
}

/// Files of a new package. `cargo-generate.toml` is for `cargo generate` alone.
pub(super) const FILES: &[File] = &[
    file!(MANIFEST, "Cargo.toml.liquid"),
    file!("README.md"),
    file!(".gitignore"),
    file!(".github/workflows/test.yml"),
    file!("src/lib.rs"),
    file!("src/main.rs"),
    file!("tests/greet.rs"),
];

/// Values of the placeholders.
pub(super) struct Values<'a> {
    pub(super) project_name: &'a str,
    pub(super) crate_name: &'a str,
    pub(super) version: &'a str,
    /// Path of a checkout. Empty: the package depends on published crates.
    pub(super) checkout: &'a str,
}

impl Values<'_> {
    /// Returns the text with values in place of `{{placeholder}}`, and with the lines of one branch of
    /// `{% if checkout != "" -%}`, `{% else -%}` and `{% endif -%}`, each alone in a line.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut is_kept = true;
        for line in text.lines() {
            match line {
                r#"{% if checkout != "" -%}"# => is_kept = !self.checkout.is_empty(),
                "{% else -%}" => is_kept = !is_kept,
                "{% endif -%}" => is_kept = true,
                _ if is_kept => filled.extend([line, "\n"]),
                _ => {}
            }
        }
        [
            ("{{project-name}}", self.project_name),
            ("{{crate_name}}", self.crate_name),
            ("{{version}}", self.version),
            ("{{checkout}}", self.checkout),
        ]
        .into_iter()
        .fold(filled, |text, (placeholder, value)| {
            text.replace(placeholder, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: Values<'_> = Values {
        project_name: "my-pack",
        crate_name: "my_pack",
        version: "1.2.3",
        checkout: "",
    };

    fn file(path: &str) -> &'static str {
        let file = FILES.iter().find(|file| file.path == path);
        file.expect("the template has the file").text
    }

    #[test]
    fn all_placeholders_and_tags_are_replaced() {
        for checkout in ["", "/checkout"] {
            let values = Values { checkout, ..VALUES };
            for file in FILES {
                let text = values.fill(file.text);
                assert!(!text.contains("{{") && !text.contains("{%"), "{text}");
            }
        }
    }

    #[test]
    fn manifest_depends_on_versions_or_on_the_checkout() {
        let published = VALUES.fill(file(MANIFEST));
        assert!(
            published.contains("mistral-executor = \"1.2.3\"\n# For"),
            "{published}"
        );
        assert!(!published.contains("path"), "{published}");
        let checkout = "/checkout";
        let local = Values { checkout, ..VALUES }.fill(file(MANIFEST));
        assert!(
            local.contains("[dependencies]\nmistral-actions = { path = \"/checkout/runtime\" }\n"),
            "{local}"
        );
        assert!(!local.contains("1.2.3"), "{local}");
    }

    #[test]
    fn default_of_cargo_generate_is_this_version() {
        let settings = include_str!("../../../template/cargo-generate.toml");
        let default = format!("default = \"{}\"\n", env!("CARGO_PKG_VERSION"));
        assert!(settings.contains(&default), "{settings}");
    }
}

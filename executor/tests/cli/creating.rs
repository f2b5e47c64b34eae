//! `new`.

use std::path::Path;
use std::process::Command;

use mistral_executor::Exit;

use crate::support::{Outcome, finish, folder, process};

/// A folder with the files by which a checkout is recognized.
fn checkout() -> tempfile::TempDir {
    folder(&[
        (
            "runtime/Cargo.toml",
            "[package]\nname = \"mistral-actions\"\n",
        ),
        (
            "executor/Cargo.toml",
            "[package]\nname = \"mistral-executor\"\n",
        ),
        ("runtime/src/lib.rs", ""),
    ])
}

/// Runs `new` in a folder.
fn new(folder: &Path, args: &[&str]) -> Outcome {
    let args = [&["new"], args].concat();
    finish(process(&args).current_dir(folder))
}

fn read(folder: &Path, path: &str) -> String {
    let path = folder.join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn new_package_has_action_test_ci_file_and_readme() {
    let parent = folder(&[]);
    let outcome = new(parent.path(), &["my-pack"]).success();
    assert_eq!(
        outcome.out,
        "created my-pack\n  cd my-pack\n  cargo test\n  cargo run -- run my_pack.greet name=Ada\n"
    );
    let pack = parent.path().join("my-pack");
    let version = env!("CARGO_PKG_VERSION");
    for (path, part) in [
        ("Cargo.toml", "name = \"my-pack\"\n"),
        ("Cargo.toml", &format!("mistral-executor = \"{version}\"\n")),
        (
            "src/lib.rs",
            "#[mistral_action(name = \"my_pack.greet\")]\n",
        ),
        ("src/main.rs", "use my_pack as _;\n"),
        ("tests/greet.rs", "use my_pack::Greeting;\n"),
        (".github/workflows/test.yml", "cargo test\n"),
        ("README.md", "$ cargo run -- show my_pack.greet\n"),
        (".gitignore", "/target\n"),
    ] {
        let text = read(&pack, path);
        assert!(text.contains(part), "{path}: {text}");
    }
    assert!(!read(&pack, "Cargo.toml").contains("[workspace]"));
}

#[test]
fn new_package_is_formatted_whatever_its_name() {
    let parent = folder(&[]);
    for name in ["p", &"long-name".repeat(7)] {
        new(parent.path(), &[name]).success();
        let formatted = Command::new("rustfmt")
            .args(["--check", "--edition", "2024"])
            .args(["src/lib.rs", "src/main.rs", "tests/greet.rs"])
            .current_dir(parent.path().join(name))
            .output()
            .expect("rustfmt starts");
        assert!(formatted.status.success(), "{formatted:?}");
    }
}

#[test]
fn package_in_a_workspace_stays_independent_of_it() {
    let parent = folder(&[
        ("Cargo.toml", "[workspace]\nmembers = []\n"),
        ("packs/readme", ""),
    ]);
    new(&parent.path().join("packs"), &["my-pack"]).success();
    let manifest = read(parent.path(), "packs/my-pack/Cargo.toml");
    assert!(manifest.ends_with("\n[workspace]\n"), "{manifest}");
}

#[test]
fn path_makes_the_package_depend_on_a_checkout() {
    let (parent, checkout) = (folder(&[]), checkout());
    let root = checkout.path().to_str().unwrap();
    new(parent.path(), &["my-pack", "--path", root]).success();
    let manifest = read(parent.path(), "my-pack/Cargo.toml");
    let root = checkout.path().canonicalize().unwrap();
    for (package, folder) in [
        ("mistral-actions", "runtime"),
        ("mistral-executor", "executor"),
    ] {
        let line = format!("{package} = {{ path = \"{}/{folder}\" }}\n", root.display());
        assert!(manifest.contains(&line), "{manifest}");
    }
    // A relative path is written as an absolute one.
    new(checkout.path(), &["my-pack", "--path", "."]).success();
    assert_eq!(read(checkout.path(), "my-pack/Cargo.toml"), manifest);
}

#[test]
fn path_must_be_a_checkout() {
    let (parent, checkout) = (folder(&[("empty/readme", "")]), checkout());
    let expected = "hint: expected the root of a clone of the repository; without `--path`, the package depends on \
                    the published version\n";
    new(parent.path(), &["my-pack", "--path", "nowhere"]).fails(
        Exit::Usage,
        &format!("error: `nowhere` does not exist\n{expected}"),
    );
    let missing = "the folder `runtime` with the crate `mistral-actions` is missing";
    new(parent.path(), &["my-pack", "--path", "empty"]).fails(
        Exit::Usage,
        &format!("error: `empty` is no checkout of mistral-actions: {missing}\n{expected}"),
    );
    let root = checkout.path().canonicalize().unwrap();
    new(checkout.path(), &["my-pack", "--path", "runtime/src"]).fails(
        Exit::Usage,
        &format!(
            "error: `runtime/src` is no checkout of mistral-actions: {missing}\n\
             hint: the checkout is `{}`\n",
            root.display()
        ),
    );
    assert!(!parent.path().join("my-pack").exists());
}

#[test]
fn existing_folder_is_left_unchanged() {
    let parent = folder(&[("my-pack/src/lib.rs", "mine")]);
    new(parent.path(), &["my-pack"]).fails(
        Exit::Usage,
        "error: `my-pack` already exists\nhint: choose another name, or remove it first\n",
    );
    assert_eq!(read(parent.path(), "my-pack/src/lib.rs"), "mine");
    assert!(!parent.path().join("my-pack/Cargo.toml").exists());
}

#[test]
fn invalid_name_is_refused_with_a_valid_one() {
    let parent = folder(&[]);
    let expected = "expected lowercase letters and digits with single `-` or `_` between them, starting with a letter";
    for (name, problem, hint) in [
        ("My Pack", expected, "a valid name is `my-pack`"),
        (
            "packs/mine",
            expected,
            "the package is created in the current folder; change to another one with `cd`",
        ),
        (
            "async",
            "it is a keyword of Rust",
            "choose another name, such as `my-actions`",
        ),
        (
            "serde",
            "the package depends on a crate of this name",
            "choose another name, such as `my-actions`",
        ),
    ] {
        new(parent.path(), &[name]).fails(
            Exit::Usage,
            &format!("error: invalid name `{name}`: {problem}\nhint: {hint}\n"),
        );
    }
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn unwritable_folder_is_reported() {
    new(Path::new("/proc"), &["my-pack"]).fails(
        Exit::Failed,
        "error: cannot create the folder `my-pack`: No such file or directory (os error 2)\n",
    );
}

//! Crates that must not depend on each other, checked in the output of `cargo tree`.

use std::collections::BTreeSet;
use std::process::Command;

const PACKS: [&str; 2] = ["mistral-actions-std", "mistral-actions-openstack"];

/// Returns the names of a crate's direct and indirect dependencies on every platform, without those of its tests.
fn dependencies(package: &str, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", package])
        .args(["--edges", "normal,build", "--target", "all"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(features)
        .output()
        .expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let mut names: BTreeSet<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect();
    assert!(names.remove(package), "{package} not in its own tree");
    names
}

#[track_caller]
fn assert_independent(package: &str, features: &[&str], forbidden: &[&str]) {
    let dependencies = dependencies(package, features);
    for name in forbidden {
        assert!(
            !dependencies.contains(*name),
            "{package} {} must not depend on {name}; `cargo tree --package {package} --invert {name}` shows the path",
            features.join(" ")
        );
    }
}

#[test]
fn worker_depends_on_no_pack() {
    assert_independent("mistral-worker", &["--all-features"], &PACKS);
}

#[test]
fn wire_cloud_and_packs_do_not_depend_on_amqp() {
    for package in ["mistral-wire", "mistral-cloud"].into_iter().chain(PACKS) {
        let forbidden = ["lapin", "mistral-worker", "mistral-executor"];
        assert_independent(package, &["--all-features"], &forbidden);
    }
}

#[test]
fn actions_depend_on_neither_wire_nor_cloud() {
    let forbidden = ["mistral-wire", "mistral-cloud", "lapin", "reqwest"];
    assert_independent("mistral-actions", &["--all-features"], &forbidden);
}

#[test]
fn executor_without_serve_depends_on_neither_worker_nor_network() {
    let features = ["--no-default-features", "--features", "clouds"];
    let forbidden = ["mistral-worker", "mistral-cloud", "lapin", "reqwest"];
    assert_independent("mistral-executor", &features, &forbidden);
    // The name of the feature, without which the check above would mean nothing.
    let with = dependencies("mistral-executor", &["--features", "serve"]);
    assert!(with.contains("mistral-worker") && with.contains("lapin"));
}

//! The version of a binary whose author has set none.

use mistral_actions::Registry;

/// Returns the version of the package with the binary's name, or the packages that contain its actions.
pub(crate) fn of_packages(program: &str) -> String {
    let executor = (
        "mistral-executor".to_owned(),
        env!("CARGO_PKG_VERSION").to_owned(),
    );
    let mut packages: Vec<(String, String)> = Registry::linked()
        .iter()
        .flatten()
        .filter_map(|action| action.entry().krate)
        .map(|package| (package.name, package.version))
        .collect();
    let same_name = |name: &str| name.replace('_', "-") == program.replace('_', "-");
    if let Some((_, version)) = packages.iter().find(|(name, _)| same_name(name)) {
        return version.clone();
    }
    packages.sort_unstable();
    packages.dedup();
    packages.retain(|package| *package != executor);
    packages.push(executor);
    let packages = packages
        .iter()
        .map(|(name, version)| format!("{name} {version}"));
    let packages: Vec<String> = packages.collect();
    format!("({})", packages.join(", "))
}

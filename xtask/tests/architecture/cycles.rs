//! Circles in a graph of modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::imports::{Imports, Module};

/// Returns a description of each circle.
pub(crate) fn circles(imports: &Imports) -> Vec<String> {
    let reachable: BTreeMap<&Module, BTreeSet<&Module>> = imports
        .keys()
        .map(|module| (module, reachable(imports, module)))
        .collect();
    let mut described = BTreeSet::new();
    let mut circles = Vec::new();
    for (module, others) in &reachable {
        if !others.contains(module) || described.contains(module) {
            continue;
        }
        let circle: BTreeSet<&Module> = others
            .iter()
            .copied()
            .filter(|other| reachable[*other].contains(module))
            .collect();
        circles.push(describe(imports, &circle));
        described.extend(circle);
    }
    circles
}

/// Returns the modules that a module imports directly and indirectly.
fn reachable<'a>(imports: &'a Imports, start: &Module) -> BTreeSet<&'a Module> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Module> = imports[start].keys().collect();
    while let Some(module) = open.pop() {
        if found.insert(module) {
            open.extend(imports[module].keys());
        }
    }
    found
}

fn describe(imports: &Imports, circle: &BTreeSet<&Module>) -> String {
    let mut text = String::new();
    for module in circle {
        for (target, paths) in &imports[*module] {
            if circle.contains(target) {
                let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
                let (module, target) = (module.join("/"), target.join("/"));
                let _ = writeln!(text, "  {module} -> {target}  ({})", paths.join(", "));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(edges: &[(&str, &str)]) -> Imports {
        let mut imports = Imports::new();
        for (from, to) in edges {
            imports.entry(vec![(*to).into()]).or_default();
            let from = imports.entry(vec![(*from).into()]).or_default();
            from.insert(vec![(*to).into()], BTreeSet::from(["path".to_owned()]));
        }
        imports
    }

    #[test]
    fn every_circle_is_described_once() {
        let found = circles(&imports(&[
            ("a", "b"),
            ("b", "c"),
            ("c", "a"),
            ("c", "d"),
            ("e", "f"),
            ("f", "e"),
        ]));
        assert_eq!(
            found,
            [
                "  a -> b  (path)\n  b -> c  (path)\n  c -> a  (path)\n",
                "  e -> f  (path)\n  f -> e  (path)\n"
            ]
        );
    }

    #[test]
    fn graph_without_circle_has_none() {
        assert!(circles(&imports(&[("a", "b"), ("a", "c"), ("b", "c")])).is_empty());
    }
}

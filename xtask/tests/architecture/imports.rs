//! Imports between the modules of a crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::tree::Paths;

/// Path of a module from the root of its crate; empty for the root.
pub(crate) type Module = Vec<String>;

/// The modules that each module imports, with the paths that do it. A module and its parents are left out.
pub(crate) type Imports = BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>;

/// The modules of a crate, each in its own file.
pub(crate) struct Crate {
    modules: BTreeMap<Module, Paths>,
}

impl Crate {
    /// Reads all files below the folder of the crate's root, except further binaries.
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        collect(root, &mut files);
        let mut modules = BTreeMap::new();
        for file in files {
            let name = file.strip_prefix(root).expect("the file is below the root");
            let text = fs::read_to_string(&file).expect("the file is readable");
            let tokens: TokenStream = text.parse().expect("the file has valid tokens");
            let mut paths = Paths::default();
            paths.read(tokens);
            modules.insert(module(name), paths);
        }
        Self { modules }
    }

    /// Returns the imports of each module. A path through a `pub use` counts as an import of the place that it names.
    pub(crate) fn imports(&self) -> Imports {
        let imports = self.modules.iter().map(|(module, paths)| {
            let uses = paths.uses.iter().filter(|found| !found.is_public);
            let all = uses.map(|found| &found.path).chain(&paths.others);
            let mut targets = BTreeMap::<Module, BTreeSet<String>>::new();
            for path in all {
                let Some(absolute) = self.absolute(module, path) else {
                    continue;
                };
                let target = self.resolve(&absolute, 0);
                if !target.starts_with(module) && !module.starts_with(&target) {
                    targets.entry(target).or_default().insert(path.join("::"));
                }
            }
            (module.clone(), targets)
        });
        imports.collect()
    }

    /// Returns a path from the root of the crate, or `None` for a path into another crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => {
                let supers = path
                    .iter()
                    .take_while(|segment| *segment == "super")
                    .count();
                let parent = module.get(..module.len().checked_sub(supers)?)?;
                Some([parent, &path[supers..]].concat())
            }
            child => {
                let child = [module.as_slice(), &[child.to_owned()]].concat();
                let is_module = self.modules.contains_key(&child);
                is_module.then(|| [module, path].concat())
            }
        }
    }

    /// Returns the module of an absolute path. Follows `pub use`.
    fn resolve(&self, path: &[String], depth: usize) -> Module {
        let (module, rest) = (0..=path.len())
            .rev()
            .map(|length| path.split_at(length))
            .find(|(module, _)| self.modules.contains_key(*module))
            .expect("the root is a module");
        let module = module.to_vec();
        let Some((name, behind)) = rest.split_first() else {
            return module;
        };
        let exported = self.modules[&module].uses.iter();
        let mut exported = exported.filter(|found| found.is_public && found.name == *name);
        let target = exported
            .next()
            .and_then(|found| self.absolute(&module, &found.path));
        match target {
            // A `pub use` of a macro or module with the name of its parent leads back to it.
            Some(target) if depth < 10 => self.resolve(&[&target, behind].concat(), depth + 1),
            _ => module,
        }
    }
}

/// Returns the module in a file, by the file's path from the root.
fn module(file: &Path) -> Module {
    let without_ending = file.with_extension("");
    let mut module: Module = without_ending
        .iter()
        .map(|segment| segment.to_string_lossy().into_owned())
        .collect();
    if module.last().is_some_and(|name| name == "mod")
        || module.len() == 1 && ["lib", "main"].contains(&module[0].as_str())
    {
        module.pop();
    }
    module
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "bin") {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(files: &[(&str, &str)]) -> Vec<String> {
        let modules = files.iter().map(|(path, code)| {
            let mut paths = Paths::default();
            paths.read(code.parse().unwrap());
            (module(Path::new(path)), paths)
        });
        let modules = modules.collect();
        let imports = Crate { modules }.imports();
        let edges = imports.iter().flat_map(|(from, targets)| {
            targets
                .keys()
                .map(move |to| format!("{} -> {}", from.join("/"), to.join("/")))
        });
        edges.collect()
    }

    #[test]
    fn path_through_a_public_use_counts_for_its_target() {
        let found = imports(&[
            ("lib.rs", "mod a; mod b; pub use crate::a::inner::A;"),
            ("a/mod.rs", "mod inner;"),
            ("a/inner.rs", ""),
            ("b.rs", "use crate::A;"),
        ]);
        assert_eq!(found, ["b -> a/inner"]);
    }

    #[test]
    fn imports_of_parents_and_children_are_left_out() {
        let found = imports(&[
            ("main.rs", "mod a;"),
            ("a/mod.rs", "mod b; use b::B; use crate::x;"),
            ("a/b.rs", "use super::C; use std::fmt;"),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }
}

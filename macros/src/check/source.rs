//! Checks that need the rest of the source file: a macro is given its function only.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use syn::{Attribute, Ident, Item};

use super::blocks::Blocks;
use crate::errors::Errors;

/// Checks the place of the function. Returns whether nothing may be generated, because rustc reports the function.
pub(crate) fn check(function: &Ident, errors: &mut Errors) -> bool {
    if !proc_macro::is_available() {
        return false;
    }
    let place = proc_macro::Span::call_site();
    let Some(path) = place.local_file() else {
        return false;
    };
    let start = place.start();
    if is_associated(&path, (start.line(), start.column())) {
        errors.at(
            function,
            "an action is a free function: move it out of the `impl` or the trait",
        );
    }
    if is_first(path.clone(), function.to_string()) {
        return false;
    }
    let text = std::fs::read_to_string(path);
    let file = text.ok().and_then(|text| syn::parse_file(&text).ok());
    file.is_some_and(|file| is_defined_twice(&file.items, &function.to_string()))
}

/// Returns whether the item at this place is in an `impl` or a trait. Each file is read once.
fn is_associated(path: &Path, place: (usize, usize)) -> bool {
    static FILES: Mutex<Option<HashMap<PathBuf, Blocks>>> = Mutex::new(None);
    let Ok(mut files) = FILES.lock() else {
        return false;
    };
    let files = files.get_or_insert_default();
    if !files.contains_key(path) {
        let source = std::fs::read_to_string(path).unwrap_or_default();
        files.insert(path.to_owned(), Blocks::of(&source));
    }
    files[path].contain(place)
}

/// Returns whether this is the first action of this name in the file.
fn is_first(path: PathBuf, function: String) -> bool {
    static SEEN: Mutex<Option<HashSet<(PathBuf, String)>>> = Mutex::new(None);
    let Ok(mut seen) = SEEN.lock() else {
        return true;
    };
    seen.get_or_insert_default().insert((path, function))
}

fn is_action(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|last| last.ident == "mistral_action")
    })
}

/// The items of each module, inner modules included.
fn modules(items: &[Item]) -> Vec<&[Item]> {
    let mut modules = vec![items];
    for item in items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &module.content
        {
            modules.extend(self::modules(items));
        }
    }
    modules
}

/// Returns how many actions of this name a module has.
fn actions(module: &[Item], name: &str) -> usize {
    let is_action = |item: &&Item| match item {
        Item::Fn(function) => function.sig.ident == name && is_action(&function.attrs),
        _ => false,
    };
    module.iter().filter(is_action).count()
}

fn is_defined_twice(items: &[Item], name: &str) -> bool {
    modules(items)
        .iter()
        .any(|module| actions(module, name) > 1)
}

#[cfg(test)]
mod tests {
    use super::is_defined_twice;

    fn items(text: &str) -> Vec<syn::Item> {
        syn::parse_file(text).unwrap().items
    }

    #[test]
    fn functions_are_counted_by_module() {
        let one = "#[mistral_action(name = \"a.b\")] async fn stop() {}";
        assert!(is_defined_twice(
            &items(&format!("mod inner {{ {one} {one} }}")),
            "stop"
        ));
        assert!(!is_defined_twice(
            &items(&format!("{one} mod inner {{ {one} }}")),
            "stop"
        ));
    }
}

//! Checks that need the rest of the source file: a macro is given its function only. The file is read in the rare
//! cases in which there is something to look for.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Mutex;

use syn::{Attribute, Ident, ImplItem, Item, TraitItem};

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
    // An associated function is within braces.
    let may_be_associated = place.start().column() > 1;
    let may_be_second = !is_first(path.clone(), function.to_string());
    if !may_be_associated && !may_be_second {
        return false;
    }
    let text = std::fs::read_to_string(path);
    let Some(file) = text.ok().and_then(|text| syn::parse_file(&text).ok()) else {
        return false;
    };
    let name = function.to_string();
    if may_be_associated && is_associated(&file.items, &name) {
        errors.at(
            function,
            "an action is a free function: move it out of the `impl` or the trait",
        );
    }
    may_be_second && is_defined_twice(&file.items, &name)
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

/// Returns whether the actions of this name are all associated functions.
fn is_associated(items: &[Item], name: &str) -> bool {
    let modules = modules(items);
    let has_action = |item: &Item| match item {
        Item::Impl(block) => block.items.iter().any(|item| match item {
            ImplItem::Fn(function) => function.sig.ident == name && is_action(&function.attrs),
            _ => false,
        }),
        Item::Trait(definition) => definition.items.iter().any(|item| match item {
            TraitItem::Fn(function) => function.sig.ident == name && is_action(&function.attrs),
            _ => false,
        }),
        _ => false,
    };
    modules.iter().all(|module| actions(module, name) == 0)
        && modules.iter().any(|module| module.iter().any(has_action))
}

fn is_defined_twice(items: &[Item], name: &str) -> bool {
    modules(items)
        .iter()
        .any(|module| actions(module, name) > 1)
}

#[cfg(test)]
mod tests {
    use super::{is_associated, is_defined_twice};

    fn items(text: &str) -> Vec<syn::Item> {
        syn::parse_file(text).unwrap().items
    }

    #[test]
    fn associated_functions_are_found() {
        for text in [
            "struct X; impl X { #[mistral_action(name = \"a.b\")] async fn stop() {} }",
            "mod inner { trait T { #[mistral_actions::mistral_action(name = \"a.b\")] async fn stop(); } }",
        ] {
            assert!(is_associated(&items(text), "stop"), "{text}");
        }
        for text in [
            "mod inner { #[mistral_action(name = \"a.b\")] async fn stop() {} }",
            "struct X; impl X { async fn stop() {} }",
            "fn outer() { #[mistral_action(name = \"a.b\")] async fn stop() {} }",
        ] {
            assert!(!is_associated(&items(text), "stop"), "{text}");
        }
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

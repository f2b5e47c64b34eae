//! Patterns and formats of texts.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex_lite::Regex;

use crate::input::Format;

/// Returns whether a text matches a pattern anywhere. A pattern that does not compile is not checked: it can have a
/// syntax that only other validators know.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: LazyLock<RwLock<HashMap<String, Option<Arc<Regex>>>>> =
        LazyLock::new(RwLock::default);
    let known = {
        let compiled = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
        compiled.get(pattern).cloned()
    };
    let regex = known.unwrap_or_else(|| {
        let regex = Regex::new(pattern).ok().map(Arc::new);
        let mut compiled = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        compiled.insert(pattern.to_owned(), regex.clone());
        regex
    });
    regex.is_none_or(|regex| regex.is_match(text))
}

/// Returns whether a text has a format. Formats that `#[input(format = "…")]` does not know are not checked.
pub(super) fn has_format(format: &str, text: &str) -> bool {
    Format::by_name(format).is_none_or(|format| format.accepts(text))
}

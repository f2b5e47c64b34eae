//! Paths with places for inputs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::evaluate::Unfit;
use super::function::id;
use crate::python;

/// All but what RFC 3986 calls unreserved: an id must not become syntax.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path whose `{input}` places are filled with encoded texts.
///
/// # Errors
///
/// If an input is not given, has no text, or would name another resource than one of this kind: what is
/// empty would make the path that of all of them.
pub(crate) fn rendered(template: &str, inputs: &Map<String, Value>) -> Result<String, Unfit> {
    let mut path = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let text = inputs.get(name).and_then(id).and_then(python::text);
        let text = text.ok_or_else(|| Unfit::no_text(name))?;
        if matches!(text.as_str(), "" | "." | "..") {
            return Err(Unfit::no_segment(name));
        }
        path.push_str(before);
        path.extend(utf8_percent_encode(&text, RESERVED));
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

//! Paths with placeholders for inputs.

use mistral_cloud::url::encode;
use serde_json::{Map, Value};

use super::evaluate::InvalidInput;
use super::function::id;
use crate::python;

/// Replaces the `{input}` placeholders of a path with percent-encoded inputs.
///
/// # Errors
///
/// If an input is missing or not a scalar, or is empty, `.` or `..`, which would address another resource:
/// with an empty id, the path is that of the collection.
pub(crate) fn render(template: &str, inputs: &Map<String, Value>) -> Result<String, InvalidInput> {
    let mut path = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let text = inputs.get(name).and_then(id).and_then(python::text);
        let text = text.ok_or_else(|| InvalidInput::not_text(name))?;
        if matches!(text.as_str(), "" | "." | "..") {
            return Err(InvalidInput::not_segment(name));
        }
        path.push_str(before);
        path.extend(encode(&text));
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

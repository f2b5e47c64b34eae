//! JSON as Python's `json.dumps` writes it: spaces after commas and colons, ASCII only. Mistral sends this form to
//! servers.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use crate::python;

/// Returns `json.dumps(value)`.
pub(crate) fn dumps(value: &Value) -> String {
    let mut text = Vec::new();
    // Serializing a `Value` into memory cannot fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut text, Python));
    String::from_utf8_lossy(&text).into_owned()
}

struct Python;

impl Formatter for Python {
    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(python::float_text(value).as_bytes())
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for c in fragment.chars() {
            if (' '..='~').contains(&c) {
                write!(writer, "{c}")?;
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_equals_python_json_dumps() {
        assert_eq!(
            dumps(&json!({"a": [1, 2.0, 1e16, null], "b": {"ü\u{1F980}\n": "\u{1f}\u{7f}"}})),
            r#"{"a": [1, 2.0, 1e+16, null], "b": {"\u00fc\ud83e\udd80\n": "\u001f\u007f"}}"#
        );
    }
}

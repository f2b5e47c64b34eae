//! The size of a result as the engine measures it; the engine fails the task if its result is too large
//! (`validate_long_type_length` in `mistral/db/v2/sqlalchemy/models.py`).

use serde_json::Value;

/// Returns whether the engine would refuse the result for its size. It measures Python's `str` of `{'result': …}` in
/// memory, in whole KiB.
pub fn is_larger_than(limit: usize, result: &Value, json_length: usize) -> bool {
    // Python writes at most four characters per byte (`\x01`), each of at most four bytes.
    if json_length < limit / 16 {
        return false;
    }
    let mut text = PythonText::default();
    text.ascii("{'result': }".len());
    text.value(result);
    text.bytes() / 1024 > limit / 1024
}

/// Length and widest character of a Python `str`, which stores all characters in that width (PEP 393).
#[derive(Default)]
struct PythonText {
    characters: usize,
    widest: u32,
}

impl PythonText {
    fn bytes(&self) -> usize {
        match self.widest {
            0..=0x7f => 49 + self.characters,
            0x80..=0xff => 73 + self.characters,
            0x100..=0xffff => 74 + 2 * self.characters,
            _ => 76 + 4 * self.characters,
        }
    }

    fn ascii(&mut self, characters: usize) {
        self.characters += characters;
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(true) => self.ascii(4),
            Value::Bool(false) => self.ascii(5),
            Value::Number(number) => self.ascii(number.to_string().len()),
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                self.ascii(2 * items.len().max(1));
                for item in items {
                    self.value(item);
                }
            }
            Value::Object(members) => {
                self.ascii((4 * members.len()).max(2));
                for (name, value) in members {
                    self.text(name);
                    self.value(value);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        // Python chooses the kind of quote that needs no escape.
        let escapes_quotes = text.contains('\'') && text.contains('"');
        self.ascii(2);
        for character in text.chars() {
            self.characters += match character {
                '\\' | '\n' | '\r' | '\t' => 2,
                '\'' if escapes_quotes => 2,
                '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' => 4,
                character => {
                    self.widest = self.widest.max(u32::from(character));
                    1
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bytes(value: &Value) -> usize {
        let mut text = PythonText::default();
        text.ascii("{'result': }".len());
        text.value(value);
        text.bytes()
    }

    /// The numbers are `sys.getsizeof(str({'result': …}))` of CPython 3.11.
    #[test]
    fn measures_as_python_does() {
        for (value, size) in [
            (json!("abc"), 66),
            (json!(["a", 1, true, null, 1.5]), 86),
            (json!({"a": {"b": []}, "c": {}}), 86),
            (json!("it's"), 67),
            (json!("it's \"x\"\n"), 74),
            (json!("é"), 88),
            (json!("日本"), 106),
            (json!("😀"), 136),
        ] {
            assert_eq!(bytes(&value), size, "{value}");
        }
    }

    #[test]
    fn the_limit_itself_is_accepted() {
        let limit = 1024 * 1024;
        let fits = json!("x".repeat(limit + 1023 - 49 - "{'result': ''}".len()));
        assert!(!is_larger_than(limit, &fits, fits.to_string().len()));
        let larger = json!(format!("{}x", fits.as_str().unwrap()));
        assert!(is_larger_than(limit, &larger, larger.to_string().len()));
    }
}

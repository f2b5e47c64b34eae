//! [`ObjectText`]: the text of a JSON object, whose members are decoded one by one.
//!
//! serde's `MapAccess` is generic, so that its use would be compiled for every action. serde_json decodes the values.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::Deserializer;

use super::strict::Strict;

/// The text of a JSON object, whose members are read in turn.
pub(super) struct ObjectText<'a> {
    text: &'a str,
    /// Index of the next byte to read.
    at: usize,
    /// True before the first member.
    is_first: bool,
}

/// The text is not an object, or a value does not have the requested type.
#[derive(Debug)]
pub(super) struct NotRead;

impl std::fmt::Display for NotRead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the text cannot be decoded")
    }
}

impl<'a> ObjectText<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self, NotRead> {
        let mut object = Self {
            text,
            at: 0,
            is_first: true,
        };
        object.expect(b'{')?;
        Ok(object)
    }

    /// Returns the next key, whose value must be read next; `None` at the end.
    pub(super) fn key(&mut self) -> Result<Option<Cow<'a, str>>, NotRead> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                return match self.peek() {
                    None => Ok(None),
                    Some(_) => Err(NotRead),
                };
            }
            Some(b',') if !self.is_first => {
                self.at += 1;
                self.peek();
            }
            _ if !self.is_first => return Err(NotRead),
            _ => {}
        }
        self.is_first = false;
        let key = self.string()?;
        self.expect(b':')?;
        Ok(Some(key))
    }

    /// Decodes the next value.
    pub(super) fn value<T: Deserialize<'a>>(&mut self) -> Result<T, NotRead> {
        let rest = &self.text[self.at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<StrictValue<T>>();
        match values.next() {
            Some(Ok(StrictValue(value))) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            _ => Err(NotRead),
        }
    }

    /// Reads a string that begins here, borrowed if it has no escapes.
    #[inline]
    fn string(&mut self) -> Result<Cow<'a, str>, NotRead> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'"' if bytes[self.at] == b'"' => {
                    self.at = end + 1;
                    return Ok(Cow::Borrowed(&self.text[start..end]));
                }
                b'"' | b'\\' | 0..=31 => break,
                _ => end += 1,
            }
        }
        self.value().map(Cow::Owned)
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), NotRead> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(NotRead)
        }
    }

    /// Skips whitespace, and returns the next byte.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at).copied() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                next => return next,
            }
        }
    }
}

/// A value in which keys must differ.
struct StrictValue<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for StrictValue<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(Strict(deserializer)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::{NotRead, ObjectText};

    fn read(text: &str) -> Result<Map<String, Value>, NotRead> {
        let mut object = ObjectText::of(text)?;
        let mut members = Map::new();
        while let Some(key) = object.key()? {
            members.insert(key.into_owned(), object.value()?);
        }
        Ok(members)
    }

    #[test]
    fn object_text_is_read_as_serde_json_reads_it() {
        let valid = [
            "{}",
            " \t{ \r\n} \n",
            r#"{"a":1}"#,
            r#" { "a" : 1 , "b" : -2.5e3 , "c" : null } "#,
            r#"{"a":true,"b":"x","c":[1,[2]],"d":{"e":{}}}"#,
            r#"{"":0,"ä€😀":"ä€😀","a b":1}"#,
            r#"{"\u00e4\n\"\\":"\u00e4\n\"\\","}":"{","a,b":":"}"#,
        ];
        for text in valid {
            let expected: Map<String, Value> = serde_json::from_str(text).unwrap();
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn invalid_object_text_is_refused() {
        let invalid = [
            "",
            " ",
            "{",
            "}",
            "[]",
            "1",
            "null",
            "\"a\"",
            "{}}",
            "{} x",
            "{,}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a" 1}"#,
            r#"{"a"::1}"#,
            r#"{"a":1"#,
            r#"{"a":1,"#,
            r#"{"a":1,}"#,
            r#"{,"a":1}"#,
            r#"{"a":1,,"b":2}"#,
            r#"{"a":1 "b":2}"#,
            r#"{"a":1;"b":2}"#,
            r#"{"a":1}}"#,
            "{a:1}",
            r#"{xa":1}"#,
            "{'a':1}",
            "{1:1}",
            r#"{"a:1}"#,
            r#"{"a\":1}"#,
            r#"{"a\x":1}"#,
            "{\"a\nb\":1}",
            "{\"a\0\":1}",
            r#"{"a":tru}"#,
            r#"{"a":01}"#,
            r#"{"a":1 2}"#,
            r#"{"a":"x}"#,
            "\u{a0}{}",
        ];
        for text in invalid {
            assert!(read(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Map<String, Value>>(text).is_err());
        }
    }
}

//! Parses the input of an action from the command line.

use std::fs;
use std::io::Read;

use mistral_actions::ActionDescriptor;
use serde_json::{Map, Value};

use crate::args::InputArgs;
use crate::failure::Failure;
use crate::schema;
use crate::secrets::Secrets;

/// An input that has not been checked against the action.
pub(crate) struct UncheckedInput {
    pub(crate) value: Value,
    /// Hints to print if the input is invalid.
    pub(crate) hints: Vec<String>,
}

/// Reads `--input` and overrides its keys with those of `KEY=VALUE`.
pub(crate) fn read(
    args: &InputArgs,
    action: &ActionDescriptor,
    secrets: &Secrets,
) -> Result<UncheckedInput, Failure> {
    let root = action.input_schema();
    let mut value = match &args.input {
        Some(input) => read_whole(input)?,
        None => Value::Null,
    };
    secrets.collect(&value, action);
    if args.pairs.is_empty() {
        let hints = Vec::new();
        return Ok(UncheckedInput { value, hints });
    }
    let mut pairs = Pairs::new(root);
    for (index, pair) in args.pairs.iter().enumerate() {
        pairs.add(pair, index + 1);
    }
    let given = pairs.given;
    // Before any problem is reported.
    secrets.collect(&Value::Object(given.clone()), action);
    if !pairs.problems.is_empty() {
        let failure = Failure::invalid_arguments(pairs.problems);
        return Err(pairs.hints.into_iter().fold(failure, Failure::with_hint));
    }
    match &mut value {
        Value::Object(base) => base.extend(given),
        Value::Null => value = given.into(),
        _ => {
            let message = "KEY=VALUE cannot be combined with an --input that is not a JSON object";
            return Err(Failure::usage(message));
        }
    }
    Ok(UncheckedInput {
        value,
        hints: pairs.hints,
    })
}

/// Reads `--input`.
fn read_whole(input: &str) -> Result<Value, Failure> {
    let (text, place) = match input.strip_prefix('@') {
        Some(path) => (read_file(path), format!("`{path}`")),
        None if input == "-" => (read_file(input), "standard input".to_owned()),
        None => (Ok(input.to_owned()), "--input".to_owned()),
    };
    let text =
        text.map_err(|error| Failure::usage(format_args!("cannot read {place}: {error}")))?;
    // A message of serde_json has the place of the mistake and does not quote the text.
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format_args!("{place} is not valid JSON: {error}")))
}

/// Parser of the inputs that are given as `KEY=VALUE`.
struct Pairs<'a> {
    root: &'a Value,
    /// True if the action has a secret input, so that messages must not quote arguments.
    has_secrets: bool,
    given: Map<String, Value>,
    problems: Vec<(String, String)>,
    hints: Vec<String>,
}

impl<'a> Pairs<'a> {
    fn new(root: &'a Value) -> Self {
        Self {
            root,
            has_secrets: root.to_string().contains("\"writeOnly\":true"),
            given: Map::new(),
            problems: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Parses one argument, the `position`th after the name of the action.
    fn add(&mut self, pair: &str, position: usize) {
        let Some((key, text)) = pair
            .split_once('=')
            .filter(|(key, _)| !matches!(*key, "" | ":") && !is_json_object(pair))
        else {
            // It may be the second half of `password= hunter2`.
            let what = if self.has_secrets {
                format!("argument {position} after the action's name")
            } else {
                format!("`{pair}`")
            };
            let expected = "is not of the form KEY=VALUE, KEY:=JSON or KEY=@FILE";
            if is_json_object(pair) {
                let hint = "a JSON object with all inputs is given by `--input JSON`";
                self.hints.push(hint.to_owned());
            }
            return self.problem("", format!("{what} {expected}"));
        };
        let (key, is_json) = match key.strip_suffix(':') {
            Some(key) => (key, true),
            None => (key, false),
        };
        let text = match text.strip_prefix('@').map(read_file) {
            None => text.to_owned(),
            Some(Ok(text)) => text,
            Some(Err(error)) => {
                let path = if self.has_secrets {
                    "the file"
                } else {
                    &text[1..]
                };
                return self.problem(key, format!("cannot read {path}: {error}"));
            }
        };
        let value = if is_json {
            match serde_json::from_str(&text) {
                Ok(value) => value,
                Err(error) => return self.problem(key, format!("not valid JSON: {error}")),
            }
        } else {
            self.parse_typed(key, text)
        };
        if self.given.insert(key.to_owned(), value).is_some() {
            self.problem(key, "given twice".to_owned());
        }
    }

    /// Parses a text by the type of the input.
    fn parse_typed(&mut self, key: &str, text: String) -> Value {
        let property = self.property(key);
        let schema = property.unwrap_or(&self.root["additionalProperties"]);
        let types = schema::types(schema, self.root);
        let takes = |name: &str| match &types {
            Some(types) => types.iter().any(|one| one == name),
            None => true,
        };
        let is_text =
            |types: &Vec<String>| types.iter().all(|one| one == "string" || one == "null");
        if takes("string") && types.as_ref().is_some_and(is_text) {
            return text.into();
        }
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => {
                let name = schema::type_of(&value);
                let fits = takes(name) || (name == "integer" && takes("number"));
                if fits || !takes("string") {
                    value
                } else {
                    text.into()
                }
            }
            Err(_) => {
                if !takes("string") && (takes("array") || takes("object")) {
                    let example = schema::example(key, schema, self.root);
                    self.hints
                        .push(format!("{key} takes JSON, such as {key}='{example}'"));
                }
                // The check of the action reports it together with all other problems.
                text.into()
            }
        }
    }

    /// Returns the schema of the input with this key or alias.
    fn property(&self, key: &str) -> Option<&'a Value> {
        let properties = self.root["properties"].as_object()?;
        let is_alias = |schema: &&Value| {
            let aliases = schema["x-aliases"].as_array();
            aliases.is_some_and(|aliases| aliases.iter().any(|alias| alias == key))
        };
        properties
            .get(key)
            .or_else(|| properties.values().find(is_alias))
    }

    fn problem(&mut self, key: &str, message: String) {
        let pointer = match key {
            "" => String::new(),
            key => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        };
        self.problems.push((pointer, message));
    }
}

fn is_json_object(text: &str) -> bool {
    text.starts_with('{') && serde_json::from_str::<Map<String, Value>>(text).is_ok()
}

/// Reads a text file, or standard input if `path` is `-`.
///
/// The line end of a file with a single line is removed: editors add it, and it is not part of a password. A key of
/// several lines keeps its last line end, which it requires.
fn read_file(path: &str) -> std::io::Result<String> {
    let mut text = String::new();
    if path == "-" {
        std::io::stdin().read_to_string(&mut text)?;
    } else {
        text = fs::read_to_string(path)?;
    }
    if text.find('\n').is_some_and(|at| at + 1 == text.len()) {
        let line = text.trim_end_matches('\n').trim_end_matches('\r').len();
        text.truncate(line);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<const N: usize>(pairs: [&str; N]) -> Pairs<'static> {
        let schema = json!({
            "properties": {
                "text": {"type": ["string", "null"]},
                "count": {"type": "integer"},
                "ratio": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                "port": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                "any": true,
                "items": {"$ref": "#/$defs/Items"},
            },
            "$defs": {"Items": {"type": "array", "items": {"type": "string"}}},
            "additionalProperties": {"type": "string"},
        });
        let mut parser = Pairs::new(Box::leak(Box::new(schema)));
        for (index, pair) in pairs.iter().enumerate() {
            parser.add(pair, index + 1);
        }
        parser
    }

    #[test]
    fn value_is_parsed_by_type_of_input() {
        let pairs = read([
            "text=5",
            "count=5",
            "ratio=1e3",
            "port=80",
            "any=[1]",
            "items=[\"a\"]",
            "rest=true",
        ]);
        let expected = json!({
            "text": "5", "count": 5, "ratio": 1000.0, "port": 80, "any": [1], "items": ["a"],
            "rest": "true",
        });
        assert_eq!(Value::from(pairs.given), expected);
        let pairs = read([
            "text:=null",
            "count=many",
            "ratio=null",
            "port=http",
            "any=a=b",
            "items=a",
        ]);
        let expected = json!({
            "text": null, "count": "many", "ratio": null, "port": "http", "any": "a=b", "items": "a",
        });
        assert_eq!(Value::from(pairs.given), expected);
        assert_eq!(
            pairs.hints,
            ["items takes JSON, such as items='[\"item\"]'"]
        );
    }

    #[test]
    fn malformed_arguments_are_all_reported() {
        let pairs = read([
            "text",
            "=1",
            "count:={",
            "text=a",
            "text=b",
            "a/b=@/does/not/exist",
        ]);
        let pointers: Vec<_> = pairs.problems.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(pointers, ["", "", "/count", "/text", "/a~1b"]);
    }
}

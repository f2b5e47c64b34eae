//! Example calls of an action: on the command line and in a workflow.

use std::borrow::Cow;
use std::fmt::Write as _;

use mistral_actions::catalog::ActionEntry;
use serde_json::Value;

use crate::schema;

/// Returns a call on the command line with all inputs that must be given.
pub(crate) fn call(program: &str, entry: &ActionEntry) -> String {
    let mut call = format!("{program} run {}", entry.name);
    let given = given(entry);
    for (name, schema, _) in entry.inputs().filter(|(name, ..)| given.contains(name)) {
        let (operator, value) = argument(name, schema, entry);
        let _ = write!(call, " {}{operator}{}", quoted(name), quoted(&value));
    }
    call
}

/// Returns the inputs that must be given, because they are required or because of a rule.
fn given(entry: &ActionEntry) -> Vec<&str> {
    let required = entry.inputs().filter(|(_, _, is_required)| *is_required);
    let required = required.map(|(name, ..)| name);
    required.chain(entry.example_inputs()).collect()
}

/// Returns the operator (`=` or `:=`) and the value of an argument.
fn argument(name: &str, schema: &Value, entry: &ActionEntry) -> (&'static str, String) {
    if is_secret(name, entry) {
        // Arguments are visible to all users of the machine.
        return ("=", format!("@{name}.txt"));
    }
    match schema::example(name, schema, &entry.input) {
        Value::String(text) => {
            let types = schema::types(schema, &entry.input);
            let is_text = types
                .is_some_and(|types| types.iter().all(|one| matches!(*one, "string" | "null")));
            let is_plain = is_text || serde_json::from_str::<Value>(&text).is_err();
            if is_plain && !text.starts_with('@') {
                ("=", text)
            } else {
                (":=", Value::String(text).to_string())
            }
        }
        other => ("=", other.to_string()),
    }
}

/// Returns a task in Mistral's workflow language. Optional inputs are comments.
pub(crate) fn task(entry: &ActionEntry) -> String {
    let task: String = entry
        .name
        .chars()
        .map(|one| if one.is_alphanumeric() { one } else { '_' })
        .collect();
    let mut yaml = format!("{task}:\n  action: {}", entry.name);
    let mut has_input = false;
    let given = given(entry);
    for (name, schema, _) in entry.inputs() {
        if given.contains(&name) {
            if !has_input {
                yaml.push_str("\n  input:");
                has_input = true;
            }
            let has_example = schema.get("examples").is_some();
            let is_expression = is_secret(name, entry) || is_text(schema, entry) && !has_example;
            let value = if is_expression {
                format!("<% $.{name} %>")
            } else {
                schema::example(name, schema, &entry.input).to_string()
            };
            let _ = write!(yaml, "\n    {name}: {value}");
        }
    }
    let optional = entry.inputs().filter(|(name, ..)| !given.contains(name));
    let optional: Vec<_> = optional.map(|(name, schema, _)| (name, schema)).collect();
    if !has_input && !optional.is_empty() {
        yaml.push_str("\n  # input:");
    }
    for (name, schema) in optional {
        let _ = write!(yaml, "\n    # {name}: {}", default(name, schema, entry));
    }
    yaml
}

/// Returns the default of an optional input; not `null` where `null` is invalid.
fn default(name: &str, schema: &Value, entry: &ActionEntry) -> String {
    if let Some(default) = schema.get("default") {
        return default.to_string();
    }
    if let Some(example) = schema.get("examples").and_then(|all| all.get(0)) {
        return example.to_string();
    }
    let takes_null =
        schema::types(schema, &entry.input).is_none_or(|types| types.contains(&"null"));
    let word = match (takes_null, is_secret(name, entry)) {
        (true, _) => "null",
        (false, true) => "(hidden default)",
        (false, false) => "(optional)",
    };
    word.to_owned()
}

fn is_text(schema: &Value, entry: &ActionEntry) -> bool {
    let types = schema::types(schema, &entry.input).unwrap_or_default();
    types.first().is_some_and(|first| *first == "string")
        && schema::resolve(schema, &entry.input).get("enum").is_none()
}

fn is_secret(name: &str, entry: &ActionEntry) -> bool {
    entry.secrets.iter().any(|secret| secret == name)
}

/// Returns the word quoted for a POSIX shell.
fn quoted(word: &str) -> Cow<'_, str> {
    // Fails for a NUL character, which no command line can contain.
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn examples_avoid_invalid_values() {
        let input = json!({
            "properties": {
                "key": {"type": "string", "pattern": "^k-[0-9]+$"},
                "codes": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]+$", "minLength": 9}},
                "zone": {"type": "string", "pattern": "^z", "examples": ["z-1"]},
                "password": {"type": "string", "writeOnly": true},
                "token": {"type": ["string", "null"], "writeOnly": true},
                "empty": {"type": "string", "writeOnly": true, "default": ""},
                "port": {"type": "integer"},
                "any": true,
            },
            "required": ["key", "codes", "zone"],
        });
        let entry = ActionEntry::new("nova.boot", input);
        assert_eq!(
            call("demo", &entry),
            r#"demo run nova.boot codes='["<item>"]' key='<key>' zone=z-1"#
        );
        assert_eq!(
            task(&entry),
            "nova_boot:\n  action: nova.boot\n  input:\n    codes: [\"<item>\"]\n    \
             key: <% $.key %>\n    zone: \"z-1\"\n    # any: null\n    # empty: \"\"\n    \
             # password: (hidden default)\n    # port: (optional)\n    # token: null"
        );
    }

    #[test]
    fn examples_are_quoted_for_shell_and_yaml() {
        let input = json!({
            "properties": {
                "server": {"type": "string"},
                "password": {"type": "string", "writeOnly": true},
                "commands": {"type": "array", "items": {"type": "string", "minLength": 6}},
                "zone": {"enum": ["it's", "b"]},
                "timeout": {"type": "integer", "default": 30},
            },
            "required": ["server", "password", "commands", "zone"],
        });
        let entry = ActionEntry::new("nova.boot", input);
        assert_eq!(
            call("demo", &entry),
            r#"demo run nova.boot commands='["itemxx"]' password=@password.txt server=server zone="it's""#
        );
        assert_eq!(
            task(&entry),
            "nova_boot:\n  action: nova.boot\n  input:\n    commands: [\"itemxx\"]\n    \
             password: <% $.password %>\n    server: <% $.server %>\n    zone: \"it's\"\n    \
             # timeout: 30"
        );
    }
}

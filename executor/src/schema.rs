//! The schemas of inputs, as the command line reads them.

use mistral_actions::__private::{SchemaNode, example_of_schema};
use serde_json::Value;

pub(crate) use mistral_actions::__private::type_of;

/// Returns the JSON types that a schema allows, or `None` if it allows all.
pub(crate) fn types(schema: &Value, root: &Value) -> Option<Vec<&'static str>> {
    SchemaNode::new(schema, root).types()
}

/// Returns an example of a value that the schema accepts.
pub(crate) fn example(name: &str, schema: &Value, root: &Value) -> Value {
    example_of_schema(name, SchemaNode::new(schema, root))
}

/// Returns the values that a schema lists, as they are written on the command line.
pub(crate) fn listed_values(schema: &Value, root: &Value) -> Vec<String> {
    let values = SchemaNode::new(schema, root).listed_values().into_iter();
    let texts = values.map(|value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    });
    texts.collect()
}

/// Returns the definition that a schema refers to, or the schema itself.
pub(crate) fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    SchemaNode::new(schema, root).resolved().schema()
}

/// Returns the schema of an input; `null` if the action does not describe it.
pub(crate) fn of_input<'a>(key: &str, root: &'a Value) -> &'a Value {
    const UNKNOWN: &Value = &Value::Null;
    let input = SchemaNode::root(root).member(key);
    input.map_or(UNKNOWN, SchemaNode::schema)
}

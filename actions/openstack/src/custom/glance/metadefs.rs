//! Functions shared by metadata definitions. An update reads a definition, changes it and writes it back.

use serde_json::{Map, Value};

use super::without_self;
use crate::client::{OpenStack, OpenStackError};

const ROOT: [&str; 2] = ["metadefs", "namespaces"];

/// Returns the path of the definitions of one kind: `["metadefs", "namespaces", "OS::Compute::VirtCPU", "objects"]`.
pub(super) fn path<'a>(namespace: &'a str, kind: &'a str) -> [&'a str; 4] {
    [ROOT[0], ROOT[1], namespace, kind]
}

/// Returns the path of one definition.
pub(super) fn one<'a>(namespace: &'a str, kind: &'a str, name: &'a str) -> [&'a str; 5] {
    [ROOT[0], ROOT[1], namespace, kind, name]
}

/// Returns the path of a namespace.
pub(super) fn of_namespace(namespace: &str) -> [&str; 3] {
    [ROOT[0], ROOT[1], namespace]
}

/// Updates a definition, which may get another name.
pub(super) async fn update(
    os: &OpenStack,
    namespace: &str,
    kind: &str,
    name: &str,
    properties: Map<String, Value>,
) -> Result<Value, OpenStackError> {
    let found = os.image().get(one(namespace, kind, name)).await?;
    let mut wanted = writable(found);
    // The response for a property does not contain its name.
    wanted.insert("name".to_owned(), name.into());
    wanted.extend(properties);
    let now = wanted["name"].as_str().unwrap_or(name).to_owned();
    let request = os.image().put(one(namespace, kind, name)).json(wanted);
    request.send().await?;
    let updated = os.image().get(one(namespace, kind, &now)).await?;
    Ok(named(without_self(updated), &now))
}

/// Removes the read-only members of a definition.
pub(super) fn writable(definition: Value) -> Map<String, Value> {
    let Value::Object(mut members) = definition else {
        return Map::new();
    };
    members
        .retain(|name, _| !["self", "schema", "created_at", "updated_at"].contains(&name.as_str()));
    members
}

/// Adds the name to a definition.
pub(super) fn named(mut definition: Value, name: &str) -> Value {
    if let Some(members) = definition.as_object_mut() {
        members.insert("name".to_owned(), name.into());
    }
    definition
}

//! What the definitions of metadata have in common: an update reads, changes and writes back.

use serde_json::{Map, Value};

use super::without_self;
use crate::{OpenStack, OpenStackError};

const ROOT: [&str; 2] = ["metadefs", "namespaces"];

/// Where the definitions of one kind are: `["metadefs", "namespaces", "OS::Compute::VirtCPU", "objects"]`.
pub(super) fn path<'a>(namespace: &'a str, kind: &'a str) -> [&'a str; 4] {
    [ROOT[0], ROOT[1], namespace, kind]
}

/// Where one definition is.
pub(super) fn one<'a>(namespace: &'a str, kind: &'a str, name: &'a str) -> [&'a str; 5] {
    [ROOT[0], ROOT[1], namespace, kind, name]
}

/// Where a namespace is.
pub(super) fn of_namespace(namespace: &str) -> [&str; 3] {
    [ROOT[0], ROOT[1], namespace]
}

/// Changes a definition, which may get another name.
pub(super) async fn update(
    os: &OpenStack,
    namespace: &str,
    kind: &str,
    name: &str,
    properties: Map<String, Value>,
) -> Result<Value, OpenStackError> {
    let found = os.image().get(one(namespace, kind, name)).await?;
    let mut wanted = writable(found);
    // Properties do not tell their name themselves.
    wanted.insert("name".to_owned(), name.into());
    wanted.extend(properties);
    let now = wanted["name"].as_str().unwrap_or(name).to_owned();
    let request = os.image().put(one(namespace, kind, name)).json(wanted);
    request.send().await?;
    let updated = os.image().get(one(namespace, kind, &now)).await?;
    Ok(named(without_self(updated), &now))
}

/// What of a definition may be written back.
pub(super) fn writable(definition: Value) -> Map<String, Value> {
    let Value::Object(mut members) = definition else {
        return Map::new();
    };
    members
        .retain(|name, _| !["self", "schema", "created_at", "updated_at"].contains(&name.as_str()));
    members
}

/// A definition with its name in it.
pub(super) fn named(mut definition: Value, name: &str) -> Value {
    if let Some(members) = definition.as_object_mut() {
        members.insert("name".to_owned(), name.into());
    }
    definition
}

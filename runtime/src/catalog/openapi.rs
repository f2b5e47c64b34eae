//! The catalog as OpenAPI 3.1, which uses JSON Schema draft 2020-12.

use serde_json::{Map, Value, json};

use super::{ActionEntry, Catalog};

pub(super) fn document(catalog: &Catalog) -> Value {
    let paths: Map<String, Value> = catalog
        .actions
        .iter()
        .map(|action| (format!("/actions/{}", action.name), path(action)))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Mistral actions", "version": catalog.catalog_version.to_string()},
        "paths": paths,
    })
}

fn path(action: &ActionEntry) -> Value {
    json!({"post": {
        "operationId": action.name,
        "summary": action.summary,
        "description": action.description,
        "tags": action.tags,
        "deprecated": action.deprecated.is_some(),
        "requestBody": {"required": true, "content": {"application/json": {"schema": embedded(&action.input)}}},
        "responses": {
            "200": {
                "description": "The result of the action",
                "content": {"application/json": {"schema": embedded(&action.output)}}
            }
        }
    }})
}

/// Adds an `$id` to a schema with definitions, because `#/$defs/…` would otherwise refer to the root of the
/// document.
fn embedded(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if schema.get("$defs").is_some() {
        let id = format!(
            "urn:mistral-actions:{:016x}",
            fnv1a(schema.to_string().as_bytes())
        );
        schema["$id"] = id.into();
    }
    schema
}

/// FNV-1a, 64 bits: a deterministic id for a schema.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

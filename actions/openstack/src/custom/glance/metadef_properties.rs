//! Properties of a namespace.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::metadefs::{named, one, path, update};
use super::{FailsAs, RegionInput, SERVICE, without_self};
use crate::client::OpenStack;

/// Create a property in a namespace.
///
/// Mirrors `PropertyController.create` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the property exists, or Glance refuses the definition.
#[mistral_action(name = "glance.metadefs_property_create", tags("openstack"))]
pub async fn metadefs_property_create(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Definition: `name`, `title`, `type`, `description`, `enum`, …
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let request = os.image().post(path(&namespace, "properties"));
    let made = request.json(properties).await.map(without_self);
    made.fails_as(SERVICE.method("metadefs_property.create"))
}

/// Get a property of a namespace.
///
/// Mirrors `PropertyController.get` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the property does not exist.
#[mistral_action(name = "glance.metadefs_property_get", tags("openstack"), test = metadefs_property_get)]
pub async fn metadefs_property_get(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Name of the property.
    prop_name: String,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let request = os.image().get(one(&namespace, "properties", &prop_name));
    let found = request
        .await
        .fails_as(SERVICE.method("metadefs_property.get"))?;
    Ok(named(without_self(found), &prop_name))
}

/// List the properties of a namespace.
///
/// Mirrors `PropertyController.list` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the namespace does not exist.
#[mistral_action(name = "glance.metadefs_property_list", tags("openstack"), test = metadefs_property_list)]
pub async fn metadefs_property_list(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Ignored, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    drop(more);
    let os = region.client(os);
    let request = os.image().get(path(&namespace, "properties"));
    let found = request.key("properties").await;
    let found = found.fails_as(SERVICE.method("metadefs_property.list"))?;
    let Value::Object(found) = found else {
        return Ok(json!([]));
    };
    let found = found.into_iter();
    Ok(found
        .map(|(name, property)| named(property, &name))
        .collect())
}

/// Change a property of a namespace.
///
/// Mirrors `PropertyController.update` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the property does not exist, or Glance refuses the definition.
#[mistral_action(name = "glance.metadefs_property_update", tags("openstack"))]
pub async fn metadefs_property_update(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Name of the property.
    prop_name: String,
    /// Changed members; `name` is a new name.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let updated = update(&os, &namespace, "properties", &prop_name, properties).await;
    updated.fails_as(SERVICE.method("metadefs_property.update"))
}

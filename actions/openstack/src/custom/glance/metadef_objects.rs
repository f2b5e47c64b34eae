//! Update of a namespace's objects.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::metadefs::update;
use super::{FailsAs, RegionInput, SERVICE};
use crate::client::OpenStack;

/// Change an object of a namespace.
///
/// Mirrors `ObjectController.update` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the object does not exist, or Glance refuses a property.
#[mistral_action(name = "glance.metadefs_object_update", tags("openstack"))]
pub async fn metadefs_object_update(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Name of the object.
    object_name: String,
    /// Properties with their new values; `name` is a new name.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let updated = update(&os, &namespace, "objects", &object_name, properties).await;
    updated.fails_as(SERVICE.method("metadefs_object.update"))
}

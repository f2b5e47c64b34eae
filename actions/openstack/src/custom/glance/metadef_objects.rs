//! Changing objects of a namespace.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::metadefs::update;
use super::{FailsAs, SERVICE, in_region};
use crate::OpenStack;

/// Change an object of a namespace.
///
/// Mirrors `ObjectController.update` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If there is no such object, or Glance does not take a property.
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
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let updated = update(&os, &namespace, "objects", &object_name, properties).await;
    updated.fails_as(SERVICE.method("metadefs_object.update"))
}

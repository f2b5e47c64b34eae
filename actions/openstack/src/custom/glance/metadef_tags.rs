//! Tags of a namespace.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::metadefs::{path, update};
use super::{FailsAs, RegionInput, SERVICE};
use crate::client::OpenStack;

/// Create several tags in a namespace. They replace the existing tags.
///
/// Mirrors `TagController.create_multiple` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the namespace does not exist.
#[mistral_action(name = "glance.metadefs_tag_create_multiple", tags("openstack"))]
pub async fn metadefs_tag_create_multiple(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Names of the tags.
    #[input(default)]
    tags: Vec<String>,
    /// Keep the existing tags.
    #[input(default)]
    append: bool,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let tags: Vec<Value> = tags.iter().map(|name| json!({"name": name})).collect();
    let request = os.image().post(path(&namespace, "tags"));
    let mut request = request.json(json!({"tags": tags})).key("tags");
    if append {
        request = request.header("X-Openstack-Append", "True");
    }
    let made = request.await;
    made.fails_as(SERVICE.method("metadefs_tag.create_multiple"))
}

/// Change a tag of a namespace.
///
/// Mirrors `TagController.update` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the tag does not exist.
#[mistral_action(name = "glance.metadefs_tag_update", tags("openstack"))]
pub async fn metadefs_tag_update(
    os: &OpenStack,
    /// Name of the namespace.
    namespace: String,
    /// Name of the tag.
    tag_name: String,
    /// Changed members; `name` is a new name.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let updated = update(&os, &namespace, "tags", &tag_name, properties).await;
    updated.fails_as(SERVICE.method("metadefs_tag.update"))
}

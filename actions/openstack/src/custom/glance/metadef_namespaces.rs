//! Update of metadata definition namespaces.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::metadefs::{of_namespace, writable};
use super::{FailsAs, RegionInput, SERVICE, without_self};
use crate::client::{OpenStack, OpenStackError};

/// Change a namespace.
///
/// Mirrors `NamespaceController.update` of glanceclient's `v2/metadefs.py`.
///
/// # Errors
///
/// If the namespace does not exist, or Glance refuses a property.
#[mistral_action(name = "glance.metadefs_namespace_update", tags("openstack"))]
pub async fn metadefs_namespace_update(
    os: &OpenStack,
    /// Name of the namespace.
    namespace_name: String,
    /// Properties with their new values; `namespace` is a new name.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let updated = update(&os, &namespace_name, properties).await;
    updated.fails_as(SERVICE.method("metadefs_namespace.update"))
}

async fn update(
    os: &OpenStack,
    name: &str,
    properties: Map<String, Value>,
) -> Result<Value, OpenStackError> {
    let mut wanted = writable(os.image().get(of_namespace(name)).await?);
    wanted.extend(properties);
    let now = wanted.get("namespace").and_then(Value::as_str);
    let now = now.unwrap_or(name).to_owned();
    let request = os.image().put(of_namespace(name)).json(wanted);
    request.send().await?;
    let updated = os.image().get(of_namespace(&now)).await;
    updated.map(without_self)
}

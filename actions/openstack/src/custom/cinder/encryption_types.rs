//! How volumes are encrypted, by their types.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, SERVICE, in_region};
use crate::{OpenStack, OpenStackError};

/// List how the types of volumes are encrypted, of those that are.
///
/// Mirrors `VolumeEncryptionTypeManager.list` of cinderclient's `v3/volume_encryption_types.py`.
///
/// # Errors
///
/// If the caller is no administrator.
#[mistral_action(name = "cinder.volume_encryption_types_list", tags("openstack"), test = volume_encryption_types_list)]
pub async fn volume_encryption_types_list(
    os: &OpenStack,
    /// Not looked at, as in Python.
    search_opts: Option<Map<String, Value>>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    drop(search_opts);
    let os = in_region(os, action_region.as_deref());
    let found = list(&os).await;
    found.fails_as(SERVICE.method("volume_encryption_types.list"))
}

async fn list(os: &OpenStack) -> Result<Value, OpenStackError> {
    let cinder = os.block_storage();
    let types = cinder.get("/types").query("is_public", "None");
    let mut found = Vec::new();
    for volume_type in types.all("volume_types").await? {
        let id = volume_type["id"].as_str().unwrap_or_default();
        let encryption = cinder.get(["types", id, "encryption"]).await?;
        if encryption.get("volume_type_id").is_some() {
            found.push(encryption);
        }
    }
    Ok(found.into())
}

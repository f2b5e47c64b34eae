//! Encryption of volume types.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, RegionInput, SERVICE};
use crate::client::{OpenStack, OpenStackError};

/// List the encryption of every volume type that has one.
///
/// Mirrors `VolumeEncryptionTypeManager.list` of cinderclient's `v3/volume_encryption_types.py`.
///
/// # Errors
///
/// If the caller is not an administrator.
#[mistral_action(name = "cinder.volume_encryption_types_list", tags("openstack"), test = volume_encryption_types_list)]
pub async fn volume_encryption_types_list(
    os: &OpenStack,
    /// Ignored, as in Python.
    search_opts: Option<Map<String, Value>>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    drop(search_opts);
    let os = region.client(os);
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

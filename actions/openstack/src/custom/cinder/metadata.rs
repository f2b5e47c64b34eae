//! Deletion of single metadata keys.

use mistral_actions::prelude::*;

use super::{FailsAs, Id, RegionInput, SERVICE};
use crate::client::{OpenStack, OpenStackError};

/// Delete metadata keys of a volume, unless one of them is missing. Returns the remaining metadata, or null if no key
/// was deleted.
///
/// Mirrors `VolumeManager.delete_metadata` of cinderclient's `v3/volumes.py`, from microversion 3.15 on.
///
/// # Errors
///
/// If the volume does not exist, or its metadata was changed concurrently.
#[mistral_action(name = "cinder.volumes_delete_metadata", tags("openstack"))]
pub async fn volumes_delete_metadata(
    os: &OpenStack,
    /// The volume.
    volume: Id,
    /// Keys to delete.
    keys: Vec<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let left = delete_all(&os, volume.as_ref(), &keys).await;
    left.fails_as(SERVICE.method("volumes.delete_metadata"))
}

async fn delete_all(os: &OpenStack, id: &str, keys: &[String]) -> Result<Value, OpenStackError> {
    let path = ["volumes", id, "metadata"];
    let answer = os.block_storage().get(path).send().await?;
    let mut body = answer.json()?;
    let Some(metadata) = body["metadata"].as_object_mut() else {
        return Ok(Value::Null);
    };
    if keys.iter().any(|key| !metadata.contains_key(key)) {
        return Ok(Value::Null);
    }
    metadata.retain(|key, _| !keys.contains(key));
    let mut request = os.block_storage().put(path);
    // Makes Cinder refuse if the metadata was changed since it was read.
    if let Some(tag) = answer.header("ETag") {
        request = request.header("If-Match", tag);
    }
    request.json(json!({"metadata": metadata})).await
}

/// Delete image metadata keys of a volume, one request per key.
///
/// Mirrors `VolumeManager.delete_image_metadata` of cinderclient's `v3/volumes_base.py`.
///
/// # Errors
///
/// If the volume does not have a key. The keys before it are deleted.
#[mistral_action(name = "cinder.volumes_delete_image_metadata", tags("openstack"))]
pub async fn volumes_delete_image_metadata(
    os: &OpenStack,
    /// The volume.
    volume: Id,
    /// Keys to delete.
    keys: Vec<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    let os = region.client(os);
    for key in &keys {
        let body = json!({"os-unset_image_metadata": {"key": key}});
        let request = os
            .block_storage()
            .post(["volumes", volume.as_ref(), "action"]);
        let deleted = request.json(body).send().await;
        deleted.fails_as(SERVICE.method("volumes.delete_image_metadata"))?;
    }
    Ok(())
}

/// Delete metadata keys of a snapshot, one request per key.
///
/// Mirrors `SnapshotManager.delete_metadata` of cinderclient's `v3/volume_snapshots.py`.
///
/// # Errors
///
/// If the snapshot does not have a key. The keys before it are deleted.
#[mistral_action(name = "cinder.volume_snapshots_delete_metadata", tags("openstack"))]
pub async fn volume_snapshots_delete_metadata(
    os: &OpenStack,
    /// The snapshot.
    snapshot: Id,
    /// Keys to delete.
    keys: Vec<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    let os = region.client(os);
    for key in &keys {
        let path = ["snapshots", snapshot.as_ref(), "metadata", key];
        let deleted = os.block_storage().delete(path).send().await;
        deleted.fails_as(SERVICE.method("volume_snapshots.delete_metadata"))?;
    }
    Ok(())
}

//! Versions of Nova's API.

use mistral_actions::prelude::*;

use super::{FailsAs, RegionInput, SERVICE};
use crate::client::OpenStack;

/// List the versions of Nova's API.
///
/// Mirrors `VersionManager.list` of novaclient's `v2/versions.py`.
///
/// # Errors
///
/// If Nova refuses.
#[mistral_action(name = "nova.versions_list", tags("openstack"), test = versions_list)]
pub async fn versions_list(
    os: &OpenStack,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let request = os.compute().get("/").above_version().key("versions");
    request.await.fails_as(SERVICE.method("versions.list"))
}

/// Get the version of Nova's API; null if the cloud hides it.
///
/// Mirrors `VersionManager.get_current` of novaclient's `v2/versions.py`.
///
/// # Errors
///
/// If Nova refuses.
#[mistral_action(name = "nova.versions_get_current", tags("openstack"), test = versions_get_current)]
pub async fn versions_get_current(
    os: &OpenStack,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    match os.compute().get("/").key("version").await {
        // Some clouds hide the version.
        Err(error) if error.status() == Some(401) => Ok(Value::Null),
        other => other.fails_as(SERVICE.method("versions.get_current")),
    }
}

//! Single metadata keys of servers.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Id, RegionInput, SERVICE};
use crate::client::OpenStack;

/// Delete metadata keys of a server, one request per key.
///
/// Mirrors `ServerManager.delete_meta` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If the server does not have a key. The keys before it are deleted.
#[mistral_action(name = "nova.servers_delete_meta", tags("openstack"))]
pub async fn servers_delete_meta(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// Keys to delete.
    keys: Vec<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    let os = region.client(os);
    for key in &keys {
        let path = ["servers", server.as_ref(), "metadata", key];
        let deleted = os.compute().delete(path).send().await;
        deleted.fails_as(SERVICE.method("servers.delete_meta"))?;
    }
    Ok(())
}

/// Set one key of a server's metadata.
///
/// Mirrors `ServerManager.set_meta_item` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If the server does not exist, or Nova refuses the key or the value.
#[mistral_action(name = "nova.servers_set_meta_item", tags("openstack"))]
pub async fn servers_set_meta_item(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// The key.
    key: String,
    /// Its value.
    value: String,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let meta: Map<_, _> = [(key.clone(), value.into())].into_iter().collect();
    let path = ["servers", server.as_ref(), "metadata", &key];
    let request = os.compute().put(path).json(json!({"meta": meta}));
    request
        .await
        .fails_as(SERVICE.method("servers.set_meta_item"))
}

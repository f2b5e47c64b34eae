//! Uptime of hypervisors.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Id, RegionInput, SERVICE};
use crate::client::{OpenStack, OpenStackError};

/// Get the uptime of a hypervisor.
///
/// Mirrors `HypervisorManager.uptime` of novaclient's `v2/hypervisors.py`.
///
/// # Errors
///
/// If the hypervisor does not exist, or an old Nova cannot reach it.
#[mistral_action(name = "nova.hypervisors_uptime", tags("openstack"), test = hypervisors_uptime)]
pub async fn hypervisors_uptime(
    os: &OpenStack,
    /// The hypervisor; its id is a UUID from microversion 2.53 on.
    hypervisor: Id,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    uptime(&os, hypervisor.as_ref())
        .await
        .fails_as(SERVICE.method("hypervisors.uptime"))
}

async fn uptime(os: &OpenStack, id: &str) -> Result<Value, OpenStackError> {
    let nova = os.compute();
    let found = nova.get(["os-hypervisors", id]).key("hypervisor").await?;
    // Since microversion 2.88 it is part of the hypervisor; before, it has a separate URL.
    if found.get("uptime").is_none() {
        let request = nova.get(["os-hypervisors", id, "uptime"]);
        return request.microversion("2.87").key("hypervisor").await;
    }
    let wanted = ["id", "hypervisor_hostname", "state", "status", "uptime"];
    let members = wanted
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), found.get(name)?.clone())));
    Ok(members.collect::<Map<_, _>>().into())
}

//! Look-up of images and networks for new servers. The requests go to the endpoints of Glance and Neutron, as with
//! novaclient when it selects the endpoints.

use mistral_actions::prelude::*;

use super::{FailsAs, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError, Service};

/// List all images.
///
/// Mirrors `GlanceManager.list` of novaclient's `v2/images.py`.
///
/// # Errors
///
/// If Glance refuses.
#[mistral_action(name = "nova.glance_list", tags("openstack"), test = glance_list)]
pub async fn glance_list(
    os: &OpenStack,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let images = os.image().get("/images").all("images").await;
    images
        .map(Value::from)
        .fails_as(SERVICE.method("glance.list"))
}

/// Find an image by its id or its name.
///
/// Mirrors `GlanceManager.find_image` of novaclient's `v2/images.py`.
///
/// # Errors
///
/// If the image does not exist, or its name is not unique.
#[mistral_action(name = "nova.glance_find_image", tags("openstack"), test = glance_find_image)]
pub async fn glance_find_image(
    os: &OpenStack,
    /// Id or name of the image.
    name_or_id: String,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let found = if is_uuid(&name_or_id) {
        os.image().get(["images", &name_or_id]).await
    } else {
        named(&os.image(), "images", "Image", &name_or_id).await
    };
    found.fails_as(SERVICE.method("glance.find_image"))
}

/// Find a network by its id or its name.
///
/// Mirrors `NeutronManager.find_network` of novaclient's `v2/networks.py`, which accepts only names.
///
/// # Errors
///
/// If the network does not exist, or its name is not unique.
#[mistral_action(name = "nova.neutron_find_network", tags("openstack"), test = neutron_find_network)]
pub async fn neutron_find_network(
    os: &OpenStack,
    /// Id or name of the network.
    name: String,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    network(&os, &name)
        .await
        .fails_as(SERVICE.method("neutron.find_network"))
}

async fn network(os: &OpenStack, name: &str) -> Result<Value, OpenStackError> {
    if is_uuid(name) {
        let by_id = os.network().get(["networks", name]).key("network").await;
        match by_id {
            // The name of a network may look like an id.
            Err(error) if error.is_not_found() => {}
            other => return other,
        }
    }
    named(&os.network(), "networks", "Network", name).await
}

/// Returns the only resource with a name.
async fn named(
    service: &Service,
    list: &str,
    kind: &str,
    name: &str,
) -> Result<Value, OpenStackError> {
    let path = format!("/{list}");
    let mut found = service.get(path).query("name", name).all(list).await?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(client_error(format_args!(
            "No {kind} matching {name}. (HTTP 404)"
        ))),
        _ => Err(client_error(format_args!(
            "Multiple {} matches found for '{name}', use an ID to be more specific.",
            kind.to_lowercase()
        ))),
    }
}

/// oslo's `uuidutils.is_uuid_like`.
fn is_uuid(text: &str) -> bool {
    let text = text.to_lowercase().replace("urn:", "").replace("uuid:", "");
    let digits = text.trim_matches(['{', '}']).replace('-', "");
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::is_uuid;

    #[test]
    fn uuids_are_distinguished_from_names() {
        assert!(is_uuid("6EC73DEA-41d5-47f0-85e0-85a93e55af47"));
        assert!(is_uuid("{6ec73dea41d547f085e085a93e55af47}"));
        assert!(!is_uuid("cirros-6ec73dea"));
        assert!(!is_uuid("6ec73dea41d547f085e085a93e55af4x"));
    }
}

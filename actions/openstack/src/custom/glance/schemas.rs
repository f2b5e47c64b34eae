//! JSON Schemas of Glance's API.

use mistral_actions::prelude::*;

use super::{FailsAs, RegionInput, SERVICE};
use crate::client::OpenStack;

/// Get a JSON Schema that Glance publishes.
///
/// Mirrors `Controller.get` of glanceclient's `v2/schemas.py`.
///
/// # Errors
///
/// If the schema does not exist.
#[mistral_action(name = "glance.schemas_get", tags("openstack"), test = schemas_get)]
pub async fn schemas_get(
    os: &OpenStack,
    /// Name of the schema: `image`, `metadefs/namespace`.
    schema_name: String,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let glance = os.image();
    let request = match schema_name.split_once('/') {
        Some((group, name)) => glance.get(["schemas", group, name]),
        None => glance.get(["schemas", &schema_name]),
    };
    request.await.fails_as(SERVICE.method("schemas.get"))
}

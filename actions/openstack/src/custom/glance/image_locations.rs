//! Locations of image data. Glance hides them unless its operator shows them.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::images::{image, send};
use super::{ClientMethod, FailsAs, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError};

/// Add a location to an image.
///
/// Mirrors `Controller.add_location` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If the image already has the location, or Glance hides locations.
#[mistral_action(name = "glance.images_add_location", tags("openstack"))]
pub async fn images_add_location(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// URL of the location.
    url: String,
    /// Metadata of the location.
    metadata: Map<String, Value>,
    /// Hash that verifies the data: `{"os_hash_algo": …, "os_hash_value": …}`.
    validation_data: Option<Map<String, Value>>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("images.add_location");
    let os = region.client(os);
    let mut location = json!({"url": url, "metadata": metadata});
    if let Some(validation) = validation_data.filter(|data| !data.is_empty()) {
        location["validation_data"] = validation.into();
    }
    let patch = [json!({"op": "add", "path": "/locations/-", "value": location})];
    send(&os, &image_id, &patch).await.fails_as(METHOD)?;
    image(&os, &image_id).await.fails_as(METHOD)
}

/// Change the metadata of a location of an image.
///
/// Mirrors `Controller.update_location` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If the image does not have the location, or Glance hides locations.
#[mistral_action(name = "glance.images_update_location", tags("openstack"))]
pub async fn images_update_location(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// URL of the location.
    url: String,
    /// Metadata of the location.
    metadata: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let updated = update(&os, &image_id, &url, metadata.into()).await;
    updated.fails_as(SERVICE.method("images.update_location"))
}

async fn update(
    os: &OpenStack,
    id: &str,
    url: &str,
    metadata: Value,
) -> Result<Value, OpenStackError> {
    let found = image(os, id).await?;
    let mut locations = locations(&found)?.clone();
    let Some(location) = locations.iter_mut().find(|one| one["url"] == url) else {
        return Err(client_error(format_args!(
            "Unknown URL: {url}, the URL must be one of existing locations of current image"
        )));
    };
    if location["metadata"] == metadata {
        return Ok(found);
    }
    location["metadata"] = metadata;
    let patch = [json!({"op": "replace", "path": "/locations", "value": locations})];
    send(os, id, &patch).await?;
    image(os, id).await
}

/// Delete locations of an image.
///
/// Mirrors `Controller.delete_locations` of glanceclient's `v2/images.py`, which requires a Python `set`.
///
/// # Errors
///
/// If the image does not have the location, or Glance hides locations.
#[mistral_action(name = "glance.images_delete_locations", tags("openstack"))]
pub async fn images_delete_locations(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// URLs of the locations.
    url_set: Vec<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("images.delete_locations");
    let os = region.client(os);
    let found = image(&os, &image_id).await.fails_as(METHOD)?;
    let patch = removal(&found, &url_set).fails_as(METHOD)?;
    send(&os, &image_id, &patch).await.fails_as(METHOD)
}

/// Builds the patch that removes locations, last first, so that the other indexes stay valid.
fn removal(image: &Value, urls: &[String]) -> Result<Vec<Value>, OpenStackError> {
    let locations = locations(image)?;
    let index = |url: &String| locations.iter().position(|one| one["url"] == url.as_str());
    let missing: Vec<_> = urls.iter().filter(|url| index(url).is_none()).collect();
    if !missing.is_empty() {
        return Err(client_error(format_args!("Unknown URL(s): {missing:?}")));
    }
    let mut found: Vec<usize> = urls.iter().filter_map(index).collect();
    found.sort_unstable_by(|left, right| right.cmp(left));
    found.dedup();
    let remove = |index| json!({"op": "remove", "path": format!("/locations/{index}")});
    Ok(found.into_iter().map(remove).collect())
}

fn locations(image: &Value) -> Result<&Vec<Value>, OpenStackError> {
    let found = image["locations"].as_array();
    found
        .ok_or_else(|| client_error("The administrator has disabled API access to image locations"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_removed_last_first() {
        let image = json!({"locations": [{"url": "a"}, {"url": "b"}, {"url": "c"}]});
        let urls = |urls: &[&str]| urls.iter().map(ToString::to_string).collect::<Vec<_>>();
        let found = removal(&image, &urls(&["a", "c", "a"])).unwrap();
        let expected = json!([
            {"op": "remove", "path": "/locations/2"}, {"op": "remove", "path": "/locations/0"},
        ]);
        assert_eq!(Value::from(found), expected);
        let missing = removal(&image, &urls(&["a", "x"])).unwrap_err();
        assert_eq!(missing.reason(), r#"Unknown URL(s): ["x"]"#);
        assert!(removal(&json!({}), &[]).is_err());
    }
}

//! Where the data of images is, if Glance tells and lets itself be told.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::images::{image, send};
use super::{ClientMethod, FailsAs, SERVICE, client_error, in_region};
use crate::{OpenStack, OpenStackError};

/// Add a location to an image.
///
/// Mirrors `Controller.add_location` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If the image has that location, or Glance shows no locations.
#[mistral_action(name = "glance.images_add_location", tags("openstack"))]
pub async fn images_add_location(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// The location.
    url: String,
    /// What to remember of the location.
    metadata: Map<String, Value>,
    /// What the data is checked with: `{"os_hash_algo": …, "os_hash_value": …}`.
    validation_data: Option<Map<String, Value>>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("images.add_location");
    let os = in_region(os, action_region.as_deref());
    let mut location = json!({"url": url, "metadata": metadata});
    if let Some(validation) = validation_data.filter(|data| !data.is_empty()) {
        location["validation_data"] = validation.into();
    }
    let patch = [json!({"op": "add", "path": "/locations/-", "value": location})];
    send(&os, &image_id, &patch).await.fails_as(METHOD)?;
    image(&os, &image_id).await.fails_as(METHOD)
}

/// Change what is remembered of a location of an image.
///
/// Mirrors `Controller.update_location` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If the image has no such location, or Glance shows no locations.
#[mistral_action(name = "glance.images_update_location", tags("openstack"))]
pub async fn images_update_location(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// The location.
    url: String,
    /// What to remember of the location.
    metadata: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
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

/// Take locations from an image.
///
/// Mirrors `Controller.delete_locations` of glanceclient's `v2/images.py`, which takes a set of Python's, and so
/// nothing that a workflow can give.
///
/// # Errors
///
/// If the image has no such location, or Glance shows no locations.
#[mistral_action(name = "glance.images_delete_locations", tags("openstack"))]
pub async fn images_delete_locations(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// The locations.
    url_set: Vec<String>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<(), ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("images.delete_locations");
    let os = in_region(os, action_region.as_deref());
    let found = image(&os, &image_id).await.fails_as(METHOD)?;
    let patch = removal(&found, &url_set).fails_as(METHOD)?;
    send(&os, &image_id, &patch).await.fails_as(METHOD)
}

/// The patch that takes locations away, the last first, for each moves those behind it.
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
    fn locations_are_taken_away_from_the_end() {
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

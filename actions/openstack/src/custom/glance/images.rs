//! Creation and update of images.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, RegionInput, SERVICE, without_self};
use crate::client::{OpenStack, OpenStackError};

pub(super) const PATCH: &str = "application/openstack-images-v2.1-json-patch";

/// Create an image without data.
///
/// Mirrors `Controller.create` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If Glance refuses a property.
#[mistral_action(name = "glance.images_create", tags("openstack"))]
pub async fn images_create(
    os: &OpenStack,
    /// Store of its data.
    backend: Option<String>,
    /// Properties: `name`, `disk_format`, `container_format`, `visibility`, `min_disk`, `min_ram`, `tags`, and custom
    /// ones.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let mut request = os.image().post("/images").json(properties);
    if let Some(backend) = backend {
        request = request.header("x-image-meta-store", &backend);
    }
    let image = request.await.fails_as(SERVICE.method("images.create"))?;
    Ok(without_self(image))
}

/// Change properties of an image.
///
/// Mirrors `Controller.update` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If the image does not exist, or Glance refuses a property.
#[mistral_action(name = "glance.images_update", tags("openstack"))]
pub async fn images_update(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// Names of properties to remove. A property that is also changed is kept.
    remove_props: Option<Vec<String>>,
    /// Properties with their new values.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let removed = remove_props.unwrap_or_default();
    let updated = update(&os, &image_id, &properties, &removed).await;
    updated.fails_as(SERVICE.method("images.update"))
}

async fn update(
    os: &OpenStack,
    id: &str,
    properties: &Map<String, Value>,
    removed: &[String],
) -> Result<Value, OpenStackError> {
    let image = image(os, id).await?;
    let is_new = |name: &String| image.get(name).is_none();
    // The schema is large, so it is requested only if it is needed.
    let schema = if properties.keys().any(is_new) {
        os.image().get("/schemas/image").key("properties").await?
    } else {
        Value::Null
    };
    send(os, id, &patch(&image, &schema, properties, removed)).await?;
    self::image(os, id).await
}

/// Returns an image.
pub(super) async fn image(os: &OpenStack, id: &str) -> Result<Value, OpenStackError> {
    let image = os.image().get(["images", id]).await?;
    Ok(without_self(image))
}

/// Applies a JSON patch to an image.
pub(super) async fn send(os: &OpenStack, id: &str, patch: &[Value]) -> Result<(), OpenStackError> {
    let request = os.image().patch(["images", id]);
    let body = Value::from(patch.to_vec()).to_string();
    request.body(PATCH, body).send().await.map(drop)
}

/// Builds the JSON patch that changes an image. Glance requires `replace` for standard properties, even if they are
/// unset, and `add` for new custom ones.
fn patch(
    image: &Value,
    schema: &Value,
    properties: &Map<String, Value>,
    removed: &[String],
) -> Vec<Value> {
    let path = |name: &str| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    let is_base = |name: &str| {
        schema
            .get(name)
            .is_some_and(|property| property["is_base"] != false)
    };
    let changed = properties
        .iter()
        .filter(|(name, value)| image.get(name) != Some(value))
        .map(|(name, value)| {
            let is_there = image.get(name).is_some() || is_base(name);
            let op = if is_there { "replace" } else { "add" };
            json!({"op": op, "path": path(name), "value": value})
        });
    let gone = removed
        .iter()
        .filter(|name| image.get(name).is_some() && !properties.contains_key(*name))
        .map(|name| json!({"op": "remove", "path": path(name)}));
    changed.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patch_contains_only_changes() {
        let image = json!({"name": "a", "min_ram": 0, "a/b": "1", "tags": ["t"]});
        let schema = json!({"locations": {}, "custom": {"is_base": false}});
        let wanted = json!({
            "name": "b", "min_ram": 0, "locations": [], "custom": "c", "other": "o", "tags": [],
        });
        let removed = ["a/b", "nothing", "name"].map(str::to_owned);
        let found = patch(&image, &schema, wanted.as_object().unwrap(), &removed);
        let expected = json!([
            {"op": "add", "path": "/custom", "value": "c"},
            {"op": "replace", "path": "/locations", "value": []},
            {"op": "replace", "path": "/name", "value": "b"},
            {"op": "add", "path": "/other", "value": "o"},
            {"op": "replace", "path": "/tags", "value": []},
            {"op": "remove", "path": "/a~1b"},
        ]);
        assert_eq!(Value::from(found), expected);
    }
}

//! List of images.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{
    ClientMethod, FailsAs, OneOrMany, RegionInput, SERVICE, client_error, query_text, without_self,
};
use crate::client::{OpenStack, OpenStackError, Request};

const DIRECTIONS: [&str; 2] = ["asc", "desc"];
const SORT_KEYS: [&str; 8] = [
    "name",
    "status",
    "container_format",
    "disk_format",
    "size",
    "id",
    "created_at",
    "updated_at",
];

/// List images.
///
/// Mirrors `Controller.list` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If a sort key or direction is unknown, or Glance refuses a filter.
#[mistral_action(name = "glance.images_list", tags("openstack"), test = images_list)]
#[expect(clippy::too_many_arguments, reason = "they are glanceclient's")]
pub async fn images_list(
    os: &OpenStack,
    /// Properties of the images: `{"visibility": "public", "tag": ["a", "b"]}`.
    filters: Option<Map<String, Value>>,
    /// Maximum number of images.
    limit: Option<u32>,
    /// Number of images per request.
    page_size: Option<u32>,
    /// Id of the last image of the previous page.
    marker: Option<String>,
    /// Keys with directions: `name:asc,created_at:desc`. Excludes `sort_key` and `sort_dir`.
    sort: Option<String>,
    /// Keys to sort by.
    sort_key: Option<OneOrMany>,
    /// `asc` or `desc`: one for all keys, or one per key.
    sort_dir: Option<OneOrMany>,
    #[input(flatten, default)] region: RegionInput,
    /// Further filters. glanceclient ignores them, although workflows pass `name` as a filter.
    #[input(flatten)]
    more: Map<String, Value>,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("images.list");
    let filters = Some(
        more.into_iter()
            .chain(filters.unwrap_or_default())
            .collect(),
    );
    let os = region.client(os);
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(u32::MAX);
    let page_size = page_size.filter(|size| *size > 0).unwrap_or(200);
    let mut request = os.image().get("/images");
    request = request.query("limit", page_size.min(limit).to_string());
    request = with_filters(request, filters).fails_as(METHOD)?;
    request = with_order(request, sort, sort_key.as_ref(), sort_dir.as_ref()).fails_as(METHOD)?;
    if let Some(marker) = marker {
        request = request.query("marker", marker);
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let images = request.first(most, "images").await.fails_as(METHOD)?;
    Ok(images.into_iter().map(without_self).collect())
}

fn with_filters(
    mut request: Request,
    filters: Option<Map<String, Value>>,
) -> Result<Request, OpenStackError> {
    let mut filters = filters.unwrap_or_default();
    match filters.remove("tag") {
        Some(Value::Array(tags)) => {
            for tag in tags {
                let Some(tag) = tag.as_str() else {
                    return Err(client_error(format_args!("Invalid tag value {tag}")));
                };
                request = request.query("tag", tag);
            }
        }
        // Python splits a text into its characters.
        Some(Value::String(tag)) => request = request.query("tag", tag),
        Some(tag) => return Err(client_error(format_args!("Invalid tag value {tag}"))),
        None => {}
    }
    // The input `limit` replaces this filter.
    filters.remove("limit");
    for (name, value) in &filters {
        request = request.query(name, query_text(value));
    }
    Ok(request)
}

fn with_order(
    mut request: Request,
    sort: Option<String>,
    keys: Option<&OneOrMany>,
    directions: Option<&OneOrMany>,
) -> Result<Request, OpenStackError> {
    if let Some(sort) = sort {
        if keys.is_some() || directions.is_some() {
            let why = "The 'sort' argument is not supported with 'sort_key' or 'sort_dir'.";
            return Err(client_error(why));
        }
        check(&sort)?;
        return Ok(request.query("sort", sort));
    }
    let keys = keys.map(OneOrMany::as_slice).unwrap_or_default();
    let directions = directions.map(OneOrMany::as_slice).unwrap_or_default();
    if keys.len() != directions.len() && directions.len() > 1 {
        return Err(client_error(
            "Unexpected number of sort directions: either provide a single sort direction or an equal number of sort keys and sort directions.",
        ));
    }
    for key in keys {
        request = request.query("sort_key", key);
    }
    for direction in directions {
        request = request.query("sort_dir", direction);
    }
    Ok(request)
}

/// Checks that sort keys and directions are known.
fn check(sort: &str) -> Result<(), OpenStackError> {
    let unknown = |what: &str, value: &str, known: &[&str]| {
        let known = known.join(", ");
        client_error(format_args!(
            "Invalid sort {what}: {value}. It must be one of the following: {known}."
        ))
    };
    for one in sort.trim().split(',') {
        let (key, direction) = one.split_once(':').unwrap_or((one, ""));
        if !direction.is_empty() && !DIRECTIONS.contains(&direction) {
            return Err(unknown("direction", direction, &DIRECTIONS));
        }
        if !SORT_KEYS.contains(&key) {
            return Err(unknown("key", key, &SORT_KEYS));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn sort_keys_and_directions_are_checked() {
        assert!(check("name:asc,created_at").is_ok());
        assert_eq!(
            check("name:up").unwrap_err().reason(),
            "Invalid sort direction: up. It must be one of the following: asc, desc."
        );
        assert!(check("colour").is_err());
    }
}

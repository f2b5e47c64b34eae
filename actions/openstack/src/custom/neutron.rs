//! Custom actions of Neutron: generic requests for resources of API extensions.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::body::query_text;
use super::{ClientMethod, FailsAs, Id, RegionInput, client_error};
use crate::client::{OpenStack, OpenStackError};
use crate::services::neutron::SERVICE;

/// List resources of an extension, all pages.
///
/// Mirrors `Client.list_ext` of neutronclient's `v2_0/client.py`.
///
/// # Errors
///
/// If the path does not exist, or the response has no such list.
#[mistral_action(name = "neutron.list_ext", tags("openstack"), test = list_ext)]
pub async fn list_ext(
    os: &OpenStack,
    /// Key of the list in the response.
    collection: String,
    /// Path below `/v2.0`, such as `/trunks`.
    path: String,
    /// Return one object with all pages under the key; if false, a list of such objects.
    retrieve_all: bool,
    /// Filters. A list repeats its parameter.
    #[input(flatten)]
    params: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("list_ext");
    let os = region.client(os);
    let path = below_version(&path, None).fails_as(METHOD)?;
    let mut request = os.network().get(path);
    for (name, value) in queries(&params) {
        request = request.query(name, value);
    }
    let items = request.all(&collection).await.fails_as(METHOD)?;
    let answer = Map::from_iter([(collection, items.into())]);
    Ok(if retrieve_all {
        answer.into()
    } else {
        json!([answer])
    })
}

/// Get a resource of an extension.
///
/// Mirrors `Client.show_ext` of neutronclient's `v2_0/client.py`.
///
/// # Errors
///
/// If the resource does not exist.
#[mistral_action(name = "neutron.show_ext", tags("openstack"), test = show_ext)]
pub async fn show_ext(
    os: &OpenStack,
    /// Path below `/v2.0` with a placeholder for the id: `/trunks/%s`.
    path: String,
    /// Id of the resource.
    id: Id,
    /// Query parameters. A list repeats its parameter.
    #[input(flatten)]
    params: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("show_ext");
    let os = region.client(os);
    let path = below_version(&path, Some(&id)).fails_as(METHOD)?;
    let mut request = os.network().get(path);
    for (name, value) in queries(&params) {
        request = request.query(name, value);
    }
    request.await.fails_as(METHOD)
}

/// Create a resource of an extension.
///
/// Mirrors `Client.create_ext` of neutronclient's `v2_0/client.py`.
///
/// # Errors
///
/// If the path does not exist, or Neutron refuses the body.
#[mistral_action(name = "neutron.create_ext", tags("openstack"))]
pub async fn create_ext(
    os: &OpenStack,
    /// Path below `/v2.0`, such as `/trunks`.
    path: String,
    /// Body of the request, such as `{"trunk": {…}}`.
    body: Option<Map<String, Value>>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("create_ext");
    let os = region.client(os);
    let path = below_version(&path, None).fails_as(METHOD)?;
    let mut request = os.network().post(path);
    if let Some(body) = body {
        request = request.json(body);
    }
    request.await.fails_as(METHOD)
}

/// Update a resource of an extension.
///
/// Mirrors `Client.update_ext` of neutronclient's `v2_0/client.py`.
///
/// # Errors
///
/// If the resource does not exist, or Neutron refuses the body.
#[mistral_action(name = "neutron.update_ext", tags("openstack"))]
pub async fn update_ext(
    os: &OpenStack,
    /// Path below `/v2.0` with a placeholder for the id: `/trunks/%s`.
    path: String,
    /// Id of the resource.
    id: Id,
    /// Body of the request, such as `{"trunk": {…}}`.
    body: Option<Map<String, Value>>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("update_ext");
    let os = region.client(os);
    let path = below_version(&path, Some(&id)).fails_as(METHOD)?;
    let mut request = os.network().put(path);
    if let Some(body) = body {
        request = request.json(body);
    }
    request.await.fails_as(METHOD)
}

/// Delete a resource of an extension.
///
/// Mirrors `Client.delete_ext` of neutronclient's `v2_0/client.py`.
///
/// # Errors
///
/// If the resource does not exist.
#[mistral_action(name = "neutron.delete_ext", tags("openstack"))]
pub async fn delete_ext(
    os: &OpenStack,
    /// Path below `/v2.0` with a placeholder for the id: `/trunks/%s`.
    path: String,
    /// Id of the resource.
    id: Id,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("delete_ext");
    let os = region.client(os);
    let path = below_version(&path, Some(&id)).fails_as(METHOD)?;
    os.network().delete(path).await.fails_as(METHOD)
}

/// Inserts the id into a path. Neither the id nor the path can leave `/v2.0`.
fn below_version(path: &str, id: Option<&Id>) -> Result<String, OpenStackError> {
    let is_below = path.starts_with('/') && !path.split(['/', '?']).any(|segment| segment == "..");
    if !is_below || path.contains(['?', '#']) {
        return Err(client_error(format_args!(
            "`path` is not a path below Neutron's version: {path}"
        )));
    }
    match (id, path.split_once("%s")) {
        (None, None) => Ok(path.to_owned()),
        (None, Some(_)) => Err(client_error(
            "`path` has a placeholder for an id, but no id is given",
        )),
        (Some(_), None) => Err(client_error("`path` has no placeholder `%s` for the id")),
        (Some(id), Some((before, after))) => {
            let id = crate::client::IntoPath::into_path([id]);
            Ok(format!("{before}{}{after}", &id[1..]))
        }
    }
}

fn queries(params: &Map<String, Value>) -> Vec<(&str, String)> {
    let values = |value: &Value| match value {
        Value::Array(items) => items.iter().map(query_text).collect(),
        value => vec![query_text(value)],
    };
    let pairs = params.iter().flat_map(|(name, value)| {
        let values = values(value).into_iter();
        values.map(|value| (name.as_str(), value))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_cannot_leave_the_version() {
        let path = |path: &str, id: Option<&str>| {
            below_version(path, id.map(Id::from).as_ref()).map_err(|why| why.reason())
        };
        assert_eq!(
            path("/trunks/%s/add", Some("../x")).unwrap(),
            "/trunks/..%2Fx/add"
        );
        assert_eq!(path("/trunks", None).unwrap(), "/trunks");
        for bad in ["trunks", "/../x", "/a/..?b", "http://h/x", "/a?b=c"] {
            assert!(path(bad, None).is_err(), "{bad}");
        }
        assert!(path("/trunks", Some("1")).is_err());
        assert!(path("/trunks/%s", None).is_err());
    }
}

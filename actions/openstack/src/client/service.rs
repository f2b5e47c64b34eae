//! [`Service`]: one of the services, to be asked.

use std::fmt;

use reqwest::Method;

use super::access::Access;
use super::catalog::expand;
use super::error::OpenStackError;
use super::kind::ServiceKind;
use super::path::IntoPath;
use super::{OpenStack, Request};

/// One of OpenStack's services, in one region.
///
/// Paths are below the root of the version: `/servers/detail` of Nova, `/images` of Glance.
///
/// ```
/// # async fn example(os: &mistral_actions_openstack::OpenStack, id: String) -> Result<(), mistral_actions::ActionError> {
/// use mistral_actions::prelude::*;
///
/// let server = os.compute().get(["servers", &id]).key("server").await?;
/// let volumes = os.block_storage().get("/volumes/detail").query("status", "available").all("volumes").await?;
/// let body = json!({"os-stop": null});
/// os.compute().post(["servers", &id, "action"]).json(body).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Service {
    pub(super) os: OpenStack,
    pub(super) kind: &'static ServiceKind,
}

impl Service {
    /// A request that reads.
    pub fn get(&self, path: impl IntoPath) -> Request {
        self.request(Method::GET, path)
    }

    /// A request whose answer is only a status.
    pub fn head(&self, path: impl IntoPath) -> Request {
        self.request(Method::HEAD, path)
    }

    /// A request that creates, or does something.
    pub fn post(&self, path: impl IntoPath) -> Request {
        self.request(Method::POST, path)
    }

    /// A request that replaces.
    pub fn put(&self, path: impl IntoPath) -> Request {
        self.request(Method::PUT, path)
    }

    /// A request that changes.
    pub fn patch(&self, path: impl IntoPath) -> Request {
        self.request(Method::PATCH, path)
    }

    /// A request that deletes.
    pub fn delete(&self, path: impl IntoPath) -> Request {
        self.request(Method::DELETE, path)
    }

    pub(crate) fn request(&self, method: Method, path: impl IntoPath) -> Request {
        Request::new(self.clone(), method, path.into_path())
    }

    /// Where its paths are, for whoever has to sign it.
    pub(crate) async fn url(&self) -> Result<String, OpenStackError> {
        self.root(&*self.os.access().await?)
    }

    /// The root of the version's paths.
    pub(super) fn root(&self, access: &Access) -> Result<String, OpenStackError> {
        let (region, interface) = (self.os.0.region.as_deref(), &*self.os.0.interface);
        // An empty region is that of the `action_region` that nobody gave.
        let region = region.filter(|region| !region.is_empty());
        let url = access
            .catalog
            .find(self.kind.types, interface, region)
            .ok_or_else(|| {
                let offered = match access.catalog.regions(self.kind.types) {
                    regions if !regions.is_empty() => {
                        format!("it is in the regions {}", regions.join(", "))
                    }
                    _ => format!("the catalog has {}", access.catalog.types().join(", ")),
                };
                let here = region
                    .map(|region| format!(" in region `{region}`"))
                    .unwrap_or_default();
                OpenStackError::failed(
                    self.kind.name,
                    format_args!("no {interface} endpoint{here} in the service catalog; {offered}"),
                )
            })?;
        Ok(self.kind.root(&expand(url, access.project_id.as_deref())))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.kind.name).finish()
    }
}

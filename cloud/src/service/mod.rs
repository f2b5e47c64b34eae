//! [`Service`]: a service that requests go to.

mod endpoint;
mod kind;
pub mod microversion;
mod pages;
mod path;
mod request;
mod response;
mod retry;

use std::fmt;

use reqwest::Method;

use self::endpoint::Endpoint;
pub use self::kind::{Microversions, ServiceKind};
pub use self::pages::query_of;
pub use self::path::IntoPath;
pub use self::request::Request;
pub use self::response::Response;
use crate::{OpenStackError, Session};

/// One of OpenStack's services, in one region.
///
/// Paths are below the root of the version: `/servers/detail` of Nova, `/images` of Glance.
///
/// ```
/// # use mistral_cloud::{OpenStackError, Service};
/// # async fn example(nova: Service, cinder: Service, id: String) -> Result<(), OpenStackError> {
/// use mistral_actions::serde_json::json;
///
/// let server = nova.get(["servers", &id]).key("server").await?;
/// let volumes = cinder.get("/volumes/detail").query("status", "available").all("volumes").await?;
/// nova.post(["servers", &id, "action"]).json(json!({"os-stop": null})).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Service(Endpoint);

impl Service {
    /// The service of this kind in the catalog of a session.
    pub fn new(session: Session, kind: &'static ServiceKind) -> Self {
        Self(Endpoint { session, kind })
    }

    /// The kind of the service.
    pub fn kind(&self) -> &'static ServiceKind {
        self.0.kind
    }

    /// A request that reads.
    pub fn get(&self, path: impl IntoPath) -> Request {
        self.request(Method::GET, path)
    }

    /// A request for a status without body.
    pub fn head(&self, path: impl IntoPath) -> Request {
        self.request(Method::HEAD, path)
    }

    /// A request that creates a resource or runs an operation.
    pub fn post(&self, path: impl IntoPath) -> Request {
        self.request(Method::POST, path)
    }

    /// A request that replaces a resource.
    pub fn put(&self, path: impl IntoPath) -> Request {
        self.request(Method::PUT, path)
    }

    /// A request that changes a resource.
    pub fn patch(&self, path: impl IntoPath) -> Request {
        self.request(Method::PATCH, path)
    }

    /// A request that deletes a resource.
    pub fn delete(&self, path: impl IntoPath) -> Request {
        self.request(Method::DELETE, path)
    }

    /// A request with any method.
    pub fn request(&self, method: Method, path: impl IntoPath) -> Request {
        Request::new(self.0.clone(), method, path.into_path())
    }

    /// Returns the root of the version's paths, for requests that sign their URL.
    ///
    /// # Errors
    ///
    /// If Keystone refuses access, or the catalog does not contain the service.
    pub async fn url(&self) -> Result<String, OpenStackError> {
        self.0.root(&*self.0.session.access().await?)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.kind().name).finish()
    }
}

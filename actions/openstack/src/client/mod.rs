//! [`OpenStack`]: a client of the services, on behalf of whoever the action runs for.

mod access;
mod catalog;
mod error;
mod identity;
mod kind;
mod microversion;
mod pages;
mod path;
mod pool;
mod request;
mod response;
mod retry;
mod service;

use std::fmt;
use std::sync::Arc;

use mistral_actions::inject::{Inject, Injected};
use mistral_actions::settings::Settings;
use mistral_actions::{ActionContext, ActionError, SecurityContext};

use self::access::Access;
use self::identity::Identity;
pub use error::{OpenStackError, Refusal};
pub(crate) use kind::{BLOCK_STORAGE, COMPUTE, IDENTITY, IMAGE, NETWORK, PLACEMENT, ServiceKind};
pub(crate) use microversion::{Range, Version};
pub(crate) use pages::query_of;
pub use path::IntoPath;
pub use request::Request;
pub use response::Response;
pub use service::Service;

/// A client of OpenStack's services, on behalf of whoever the action runs for. Cheap to clone.
///
/// An action takes it as `os: &OpenStack`. Its token is the one that the workflow carries, used as it is; the
/// services are those of the service catalog that came with it. Outside a workflow it asks Keystone for a token
/// with the credentials of `OS_*` or clouds.yaml. Nothing is sent before the first request.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions_openstack::OpenStack;
///
/// /// Tells the addresses of a server.
/// #[mistral_action(name = "demo.addresses")]
/// async fn addresses(os: &OpenStack, server: String) -> Result<Value, ActionError> {
///     let server = os.compute().get(["servers", &server]).key("server").await?;
///     Ok(server["addresses"].clone())
/// }
/// ```
#[derive(Clone)]
pub struct OpenStack(Arc<Inner>);

struct Inner {
    source: Source,
    region: Option<String>,
    interface: String,
}

/// Where the identity comes from.
#[derive(Clone)]
enum Source {
    /// A call of an action, whose context is not copied: the catalog in it is large.
    Call(ActionContext),
    Own(Arc<SecurityContext>),
}

const GROUP: &str = "openstack_actions";

impl OpenStack {
    /// A client for the call of an action, for injectable types that build on it.
    pub fn of_call(context: &ActionContext) -> Self {
        let settings = context.state::<Settings>();
        let configured = |name: &str| Some(settings?.get(GROUP, name)?.to_owned());
        let region = context.security().region_name.clone();
        Self(Arc::new(Inner {
            source: Source::Call(context.clone()),
            region: region.or_else(|| configured("default_region")),
            interface: configured("os_actions_endpoint_type")
                .unwrap_or_else(|| "public".to_owned()),
        }))
    }

    /// A client on behalf of whoever a security context is of.
    pub fn new(security: SecurityContext) -> Self {
        Self(Arc::new(Inner {
            region: security.region_name.clone(),
            source: Source::Own(Arc::new(security)),
            interface: "public".to_owned(),
        }))
    }

    /// The same client, for the services of another region.
    pub fn region(&self, region: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            source: self.0.source.clone(),
            region: Some(region.into()),
            interface: self.0.interface.clone(),
        }))
    }

    /// Nova. Requests carry the highest microversion that Nova and this crate know.
    pub fn compute(&self) -> Service {
        self.service(&COMPUTE)
    }

    /// Cinder. Requests carry the highest microversion that Cinder and this crate know.
    pub fn block_storage(&self) -> Service {
        self.service(&BLOCK_STORAGE)
    }

    /// Glance.
    pub fn image(&self) -> Service {
        self.service(&IMAGE)
    }

    /// Neutron.
    pub fn network(&self) -> Service {
        self.service(&NETWORK)
    }

    /// Keystone.
    pub fn identity(&self) -> Service {
        self.service(&IDENTITY)
    }

    /// Placement.
    pub fn placement(&self) -> Service {
        self.service(&PLACEMENT)
    }

    pub(crate) fn service(&self, kind: &'static ServiceKind) -> Service {
        Service {
            os: self.clone(),
            kind,
        }
    }

    /// On whose behalf it asks, if that is known.
    pub(crate) async fn user_id(&self) -> Result<Option<String>, OpenStackError> {
        match &self.security().user_id {
            Some(id) => Ok(Some(id.clone())),
            None => Ok(self.access().await?.user_id.clone()),
        }
    }

    fn security(&self) -> &SecurityContext {
        match &self.0.source {
            Source::Call(context) => context.security(),
            Source::Own(security) => security,
        }
    }

    async fn access(&self) -> Result<Arc<Access>, OpenStackError> {
        let security = self.security();
        let settings = match &self.0.source {
            Source::Call(context) => context.state::<Settings>(),
            Source::Own(_) => None,
        };
        let identity = Identity::of(security, settings.map(|settings| &**settings));
        Access::get(&identity, security.service_catalog.as_ref()).await
    }
}

impl Inject for OpenStack {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        Ok(Injected::Owned(Self::of_call(ctx)))
    }
}

impl fmt::Debug for OpenStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenStack")
            .field("region", &self.0.region)
            .field("interface", &self.0.interface)
            .finish_non_exhaustive()
    }
}

//! [`OpenStack`]: the injectable client of the services. Requests and Keystone are in `mistral-cloud`.

use std::fmt;

use mistral_actions::inject::{Inject, Injected};
use mistral_actions::settings::Settings;
use mistral_actions::{ActionContext, ActionError, SecurityContext};
use mistral_cloud::ServiceKind;
use mistral_cloud::Session;
pub(crate) use mistral_cloud::microversion::{Range, Version};
pub(crate) use mistral_cloud::query_of;
pub use mistral_cloud::{IntoPath, OpenStackError, Refusal, Request, Response, Service};

use crate::services::{cinder, glance, keystone, neutron, nova};

/// A client of OpenStack's services for the user of the workflow. Cheap to clone.
///
/// An action receives it as `os: &OpenStack`. It sends the workflow's token unchanged, to the services of the catalog
/// that came with the token. Outside a workflow it logs in at Keystone with the credentials of `OS_*` or clouds.yaml.
/// It sends nothing before the first request.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions_openstack::OpenStack;
///
/// /// Returns the addresses of a server.
/// #[mistral_action(name = "demo.addresses")]
/// async fn addresses(os: &OpenStack, server: String) -> Result<Value, ActionError> {
///     let server = os.compute().get(["servers", &server]).key("server").await?;
///     Ok(server["addresses"].clone())
/// }
/// ```
#[derive(Clone)]
pub struct OpenStack(Session);

/// Has no actions, so it has no descriptor.
static PLACEMENT: ServiceKind = ServiceKind {
    name: "placement",
    types: &["placement"],
    version: "",
    microversions: None,
};

const GROUP: &str = "openstack_actions";

impl OpenStack {
    /// A client for the call of an action, for injectable types that build on it.
    pub fn of_call(context: &ActionContext) -> Self {
        let settings = context.state::<Settings>();
        let configured = |group: &str, name: &str| settings?.get(group, name);
        let session = Session::of_call(context)
            .default_region(configured(GROUP, "default_region"))
            .default_auth_url(configured("keystone_authtoken", "www_authenticate_uri"));
        Self(match configured(GROUP, "os_actions_endpoint_type") {
            Some(interface) => session.interface(interface),
            None => session,
        })
    }

    /// A client for the user of a security context.
    pub fn new(security: SecurityContext) -> Self {
        Self(Session::new(security))
    }

    /// The same client for the services of another region.
    pub fn region(&self, region: impl Into<String>) -> Self {
        Self(self.0.clone().region(region.into()))
    }

    /// Nova. Requests carry the highest microversion that Nova and this crate support.
    pub fn compute(&self) -> Service {
        self.service(nova::SERVICE.api)
    }

    /// Cinder. Requests carry the highest microversion that Cinder and this crate support.
    pub fn block_storage(&self) -> Service {
        self.service(cinder::SERVICE.api)
    }

    /// Glance.
    pub fn image(&self) -> Service {
        self.service(glance::SERVICE.api)
    }

    /// Neutron.
    pub fn network(&self) -> Service {
        self.service(neutron::SERVICE.api)
    }

    /// Keystone.
    pub fn identity(&self) -> Service {
        self.service(keystone::SERVICE.api)
    }

    /// Placement.
    pub fn placement(&self) -> Service {
        self.service(&PLACEMENT)
    }

    pub(crate) fn service(&self, kind: &'static ServiceKind) -> Service {
        Service::new(self.0.clone(), kind)
    }

    /// The id of the user, if known.
    pub(crate) async fn user_id(&self) -> Result<Option<String>, OpenStackError> {
        self.0.user_id().await
    }
}

impl Inject for OpenStack {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        Ok(Injected::Owned(Self::of_call(ctx)))
    }
}

impl fmt::Debug for OpenStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OpenStack").field(&self.0).finish()
    }
}

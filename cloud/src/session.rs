//! [`Session`]: a user, a region and an interface.

use std::fmt;
use std::sync::Arc;

use mistral_actions::{ActionContext, SecurityContext};

use crate::OpenStackError;
use crate::keystone::{Access, Identity};

/// A user of a cloud, with the region and the interface of the endpoints to ask. Cheap to clone.
///
/// The token of the user's security context is sent unchanged. Without one, Keystone exchanges the context's
/// credentials for a token at the first request.
///
/// ```
/// use mistral_actions::SecurityContext;
/// use mistral_cloud::Session;
///
/// let session = Session::new(SecurityContext::default())
///     .region("RegionOne")
///     .interface("internal");
/// ```
#[derive(Clone)]
pub struct Session {
    user: User,
    region: Option<Arc<str>>,
    interface: Arc<str>,
    default_auth_url: Option<Arc<str>>,
}

#[derive(Clone)]
enum User {
    /// The context of a call is large (it holds the catalog) and therefore not copied.
    OfCall(ActionContext),
    Own(Arc<SecurityContext>),
}

impl Session {
    /// A session of the user of a security context, in the context's region, with public endpoints.
    pub fn new(security: SecurityContext) -> Self {
        Self::of(User::Own(Arc::new(security)))
    }

    /// A session of the user for whom an action runs.
    pub fn of_call(context: &ActionContext) -> Self {
        Self::of(User::OfCall(context.clone()))
    }

    fn of(user: User) -> Self {
        let region = user.security().region_name.as_deref().map(Arc::from);
        Self {
            user,
            region,
            interface: "public".into(),
            default_auth_url: None,
        }
    }

    /// Replaces the region.
    #[must_use]
    pub fn region(mut self, region: impl AsRef<str>) -> Self {
        self.region = Some(region.as_ref().into());
        self
    }

    /// Sets the region for a user whose context names none.
    #[must_use]
    pub fn default_region(mut self, region: Option<&str>) -> Self {
        self.region = self.region.or_else(|| region.map(Arc::from));
        self
    }

    /// Replaces the interface: `public`, `internal` or `admin`.
    #[must_use]
    pub fn interface(mut self, interface: impl AsRef<str>) -> Self {
        self.interface = interface.as_ref().into();
        self
    }

    /// Sets Keystone's URL for a user whose context names none.
    #[must_use]
    pub fn default_auth_url(mut self, url: Option<&str>) -> Self {
        self.default_auth_url = url.map(Arc::from);
        self
    }

    /// Returns the id of the user; logs in if the context does not contain it.
    ///
    /// # Errors
    ///
    /// If Keystone refuses the login.
    pub async fn user_id(&self) -> Result<Option<String>, OpenStackError> {
        match &self.user.security().user_id {
            Some(id) => Ok(Some(id.clone())),
            None => Ok(self.access().await?.user_id.clone()),
        }
    }

    /// Returns the token and the catalog for requests.
    ///
    /// # Errors
    ///
    /// If there is neither a token nor a login, or Keystone refuses the login.
    pub async fn access(&self) -> Result<Arc<Access>, OpenStackError> {
        let security = self.user.security();
        let identity = Identity::of(security, self.default_auth_url.as_deref());
        Access::get(&identity, security.service_catalog.as_ref()).await
    }

    /// The region of the endpoints. An empty one, such as the default of the input `action_region`, means any.
    pub(crate) fn wanted_region(&self) -> Option<&str> {
        self.region.as_deref().filter(|region| !region.is_empty())
    }

    pub(crate) fn wanted_interface(&self) -> &str {
        &self.interface
    }
}

impl User {
    fn security(&self) -> &SecurityContext {
        match self {
            Self::OfCall(context) => context.security(),
            Self::Own(security) => security,
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("region", &self.region)
            .field("interface", &self.interface)
            .finish_non_exhaustive()
    }
}

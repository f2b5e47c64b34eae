//! Descriptors of OpenStack's services, one per namespace of actions.
//!
//! A service consists of its descriptor here, its table and vectors in `table/`, its custom actions in `custom/`, and
//! its entry in the generator, `table/generate/services/`. Everything else iterates over [`SERVICES`].

use std::fmt;

use mistral_cloud::ServiceKind;
use serde_json::Value;

pub(crate) mod cinder;
pub(crate) mod glance;
pub(crate) mod keystone;
pub(crate) mod neutron;
pub(crate) mod nova;

/// Passes the modules of all services to a macro.
macro_rules! for_each_service {
    ($callback:ident) => {
        $callback! { cinder glance keystone neutron nova }
    };
}
pub(crate) use for_each_service;

macro_rules! list {
    ($($service:ident)*) => {
        /// All services.
        pub(crate) static SERVICES: &[&ServiceDescriptor] = &[$(&$service::SERVICE),*];
    };
}
for_each_service!(list);

/// A service of OpenStack and the peculiarities of its Python client.
#[derive(Debug)]
pub(crate) struct ServiceDescriptor {
    /// Prefix of the actions' names: `nova` in `nova.servers_get`.
    pub(crate) namespace: &'static str,
    /// mistral-extra's class of the actions, with its module.
    pub(crate) python_class: &'static str,
    /// Catalog types, version and microversions of the API.
    pub(crate) api: &'static ServiceKind,
    /// The table of the actions, in JSON. `table/README.md` describes the format.
    pub(crate) table: &'static str,
    /// Number of actions in mistral-extra's mapping.
    #[cfg(test)]
    pub(crate) mapped_actions: usize,
    /// Wording of the service's refusals.
    pub(crate) error_format: ErrorFormat,
    /// Behavior of `find` and `findall`.
    pub(crate) search: SearchMethod,
    /// The Python client's paths begin with the version, and those without it are above the version.
    pub(crate) versioned_paths: bool,
    /// Members that the Python client removes from resources.
    pub(crate) removed_members: &'static [&'static str],
}

/// Wordings of a service's refusal, each that of a Python client.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ErrorFormat {
    /// `No such server (HTTP 404) (Request-ID: req-…)`.
    StatusLast,
    /// `HTTP 404 Not Found: No such image`, without the HTML after the message.
    StatusFirst,
    /// The message, then the request id on a separate line; without the status.
    RequestIdBelow,
}

/// Behaviors of `find` and `findall`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SearchMethod {
    /// The client lists the resources and compares them (`ManagerWithFind` of novaclient and cinderclient).
    Compare(Listing),
    /// The service filters (`CrudManager` of keystoneclient).
    Filter,
}

/// How a search lists the resources that it compares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    /// A search by name lists without details and then gets each match, because only that response is complete.
    pub(crate) gets_matches: bool,
    /// An administrator finds resources of all projects.
    pub(crate) spans_projects: bool,
    /// Managers of resources that belong to no project.
    pub(crate) without_project: &'static [&'static str],
}

impl Listing {
    /// Lists with details, in the caller's project.
    pub(crate) const PLAIN: Self = Self {
        gets_matches: false,
        spans_projects: false,
        without_project: &[],
    };
}

impl ServiceDescriptor {
    /// Names a method of the service's Python client.
    pub(crate) const fn method<'a>(&'static self, name: &'a str) -> ClientMethod<'a> {
        ClientMethod {
            service: self,
            name,
        }
    }

    /// Removes the members of a resource that the Python client removes.
    pub(crate) fn clean(&self, resource: &mut Value) {
        if let Some(members) = resource.as_object_mut() {
            for name in self.removed_members {
                members.remove(*name);
            }
        }
    }
}

/// A method of a Python client. Displayed as in mistral-extra's errors: `NovaAction.servers.get`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientMethod<'a> {
    /// The service.
    pub(crate) service: &'static ServiceDescriptor,
    /// Path of the method: `servers.get`.
    pub(crate) name: &'a str,
}

impl fmt::Display for ClientMethod<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = self.service.python_class;
        let class = class.rsplit_once('.').map_or(class, |(_, class)| class);
        write!(f, "{class}.{}", self.name)
    }
}

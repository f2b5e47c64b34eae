//! Keystone: identities.

use mistral_cloud::ServiceKind;

use super::{ErrorFormat, SearchMethod, ServiceDescriptor};

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "keystone",
    python_class: "mistral_extra.actions.openstack.actions.KeystoneAction",
    api: &ServiceKind {
        name: "identity",
        types: &["identity"],
        version: "/v3",
        microversions: None,
    },
    table: include_str!("../../table/keystone.json"),
    #[cfg(test)]
    mapped_actions: 120,
    error_format: ErrorFormat::StatusLast,
    search: SearchMethod::Filter,
    versioned_paths: false,
    removed_members: &[],
};

//! Neutron: networks.

use mistral_cloud::ServiceKind;

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "neutron",
    python_class: "mistral_extra.actions.openstack.actions.NeutronAction",
    api: &ServiceKind {
        name: "network",
        types: &["network"],
        version: "/v2.0",
        microversions: None,
    },
    table: include_str!("../../table/neutron.json"),
    #[cfg(test)]
    mapped_actions: 187,
    error_format: ErrorFormat::RequestIdBelow,
    search: SearchMethod::Compare(Listing::PLAIN),
    versioned_paths: true,
    removed_members: &[],
};

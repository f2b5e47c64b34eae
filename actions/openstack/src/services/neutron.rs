//! Neutron: networks.

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};
use crate::client::NETWORK;

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "neutron",
    python_class: "mistral_extra.actions.openstack.actions.NeutronAction",
    api: &NETWORK,
    table: include_str!("../../table/neutron.json"),
    #[cfg(test)]
    mapped_actions: 187,
    error_format: ErrorFormat::RequestIdBelow,
    search: SearchMethod::Compare(Listing::PLAIN),
    versioned_paths: true,
    removed_members: &[],
};

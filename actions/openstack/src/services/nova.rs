//! Nova: servers.

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};
use crate::client::COMPUTE;

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "nova",
    python_class: "mistral_extra.actions.openstack.actions.NovaAction",
    api: &COMPUTE,
    table: include_str!("../../table/nova.json"),
    #[cfg(test)]
    mapped_actions: 161,
    error_format: ErrorFormat::StatusLast,
    search: SearchMethod::Compare(Listing {
        gets_matches: true,
        ..Listing::PLAIN
    }),
    versioned_paths: false,
    removed_members: &[],
};

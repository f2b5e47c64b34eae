//! Nova: servers.

use mistral_cloud::{Microversions, ServiceKind};

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "nova",
    python_class: "mistral_extra.actions.openstack.actions.NovaAction",
    api: &ServiceKind {
        name: "compute",
        types: &["compute"],
        version: "/v2.1",
        microversions: Some(Microversions {
            header: "compute",
            legacy_header: Some("X-OpenStack-Nova-API-Version"),
            highest: (2, 96),
        }),
    },
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

//! Cinder: volumes.

use mistral_cloud::{Microversions, ServiceKind};

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "cinder",
    python_class: "mistral_extra.actions.openstack.actions.CinderAction",
    api: &ServiceKind {
        name: "block-storage",
        types: &["block-storage", "volumev3", "block-store"],
        version: "/v3",
        microversions: Some(Microversions {
            header: "volume",
            legacy_header: None,
            highest: (3, 71),
        }),
    },
    table: include_str!("../../table/cinder.json"),
    #[cfg(test)]
    mapped_actions: 128,
    error_format: ErrorFormat::StatusLast,
    search: SearchMethod::Compare(Listing {
        spans_projects: true,
        without_project: &["volume_types"],
        ..Listing::PLAIN
    }),
    versioned_paths: false,
    removed_members: &[],
};

//! Cinder: volumes.

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};
use crate::client::BLOCK_STORAGE;

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "cinder",
    python_class: "mistral_extra.actions.openstack.actions.CinderAction",
    api: &BLOCK_STORAGE,
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

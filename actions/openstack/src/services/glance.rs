//! Glance: images.

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};
use crate::client::IMAGE;

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "glance",
    python_class: "mistral_extra.actions.openstack.actions.GlanceAction",
    api: &IMAGE,
    table: include_str!("../../table/glance.json"),
    #[cfg(test)]
    mapped_actions: 51,
    error_format: ErrorFormat::StatusFirst,
    search: SearchMethod::Compare(Listing::PLAIN),
    versioned_paths: true,
    removed_members: &["self"],
};

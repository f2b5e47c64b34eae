//! Glance: images.

use mistral_cloud::ServiceKind;

use super::{ErrorFormat, Listing, SearchMethod, ServiceDescriptor};

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "glance",
    python_class: "mistral_extra.actions.openstack.actions.GlanceAction",
    api: &ServiceKind {
        name: "image",
        types: &["image"],
        version: "/v2",
        microversions: None,
    },
    table: include_str!("../../table/glance.json"),
    #[cfg(test)]
    mapped_actions: 51,
    error_format: ErrorFormat::StatusFirst,
    search: SearchMethod::Compare(Listing::PLAIN),
    versioned_paths: true,
    removed_members: &["self"],
};

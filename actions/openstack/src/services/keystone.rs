//! Keystone: identities.

use super::{ErrorFormat, SearchMethod, ServiceDescriptor};
use crate::client::IDENTITY;

pub(crate) static SERVICE: ServiceDescriptor = ServiceDescriptor {
    namespace: "keystone",
    python_class: "mistral_extra.actions.openstack.actions.KeystoneAction",
    api: &IDENTITY,
    table: include_str!("../../table/keystone.json"),
    #[cfg(test)]
    mapped_actions: 120,
    error_format: ErrorFormat::StatusLast,
    search: SearchMethod::Filter,
    versioned_paths: false,
    removed_members: &[],
};

//! Catalog entries of actions that are not functions.

use mistral_actions::catalog::{ActionEntry, CrateEntry};
use serde_json::Value;

use crate::region;

/// Builds the entry of an action that is not a function; adds `action_region` to its schema.
pub(crate) fn entry(name: &str, mut schema: Value, docs: &str) -> ActionEntry {
    region::add_to_schema(&mut schema);
    let mut entry = ActionEntry::new(name, schema);
    docs.clone_into(&mut entry.summary);
    docs.clone_into(&mut entry.description);
    entry.tags = vec!["openstack".to_owned()];
    entry.injects = vec!["OpenStack".to_owned()];
    entry.krate = Some(CrateEntry {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
    entry
}

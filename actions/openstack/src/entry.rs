//! The catalog's entries of actions that are no functions.

use mistral_actions::catalog::{ActionEntry, CrateEntry};
use serde_json::Value;

use crate::region;

/// The entry of an action that is no function. Its schema gets an `action_region`.
pub(crate) fn entry(name: &str, mut schema: Value, docs: &str) -> ActionEntry {
    region::describe(&mut schema);
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

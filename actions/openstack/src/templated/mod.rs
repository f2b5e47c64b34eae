//! Actions made from templates, and searches.

mod action;
mod exchange;
mod search;

use std::sync::Arc;

use mistral_actions::provider::TableRow;

use crate::table::{self, Table};

mistral_actions::register_action_table!(templated_actions);
mistral_actions::register_action_table!(search::searches);

fn templated_actions() -> Vec<TableRow> {
    let actions = |table: &'static Table| {
        table.names().map(move |name| TableRow {
            name,
            action: Arc::new(action::TemplatedAction::new(table, name)),
        })
    };
    table::tables().iter().flat_map(actions).collect()
}

#[cfg(test)]
mod tests {
    use mistral_actions::Registry;

    use super::*;
    use crate::client::Version;

    #[test]
    fn descriptors_agree_with_tables() {
        for table in table::tables() {
            let (service, header) = (table.service, &table.header);
            assert_eq!(service.namespace, header.namespace);
            let namespace = service.namespace;
            assert_eq!(service.api.types, header.service_types, "{namespace}");
            let microversions = service.api.microversions.as_ref();
            let highest = microversions.map(|known| Version(known.highest.0, known.highest.1));
            let of_client = header.microversion.max.as_deref().and_then(Version::parse);
            assert_eq!(highest, of_client, "{namespace}");
        }
    }

    #[test]
    fn every_action_is_templated_custom_or_absent_with_reason() {
        let registry = Registry::linked().unwrap();
        for table in table::tables() {
            let is_missing = |name: &str| registry.find(name).is_none();
            for name in table.names() {
                assert_eq!(table.template(name).unwrap().name, name);
                assert!(!is_missing(name), "{name} is not registered");
            }
            for action in &table.custom {
                assert!(!is_missing(&action.name), "{} is not written", action.name);
            }
            for action in &table.header.absent {
                assert!(is_missing(&action.name), "{} is registered", action.name);
            }
            for action in table.custom.iter().chain(&table.header.absent) {
                assert!(!action.reason.is_empty(), "{} has no reason", action.name);
            }
        }
    }
}

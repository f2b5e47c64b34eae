//! The rows of the table as actions.

mod action;
mod answer;
mod python;
mod search;

use std::sync::Arc;

use mistral_actions::provider::TableRow;

use crate::table;

mistral_actions::register_action_table!(rows);
mistral_actions::register_action_table!(search::rows);

fn rows() -> Vec<TableRow> {
    let row = |name| TableRow {
        name,
        action: Arc::new(action::RowAction::new(name)),
    };
    table::names().map(row).collect()
}

#[cfg(test)]
mod tests {
    use mistral_actions::Registry;

    use super::*;
    use crate::client::Version;
    use crate::namespace::Namespace;

    #[test]
    fn services_are_those_of_the_tables() {
        for table in table::tables() {
            let kind = Namespace::of(&format!("{}.any", table.service)).service;
            assert_eq!(kind.types, table.service_types, "{}", table.service);
            let highest = kind
                .microversions
                .as_ref()
                .map(|known| Version(known.highest.0, known.highest.1));
            let of_client = table.microversion.max.as_deref().and_then(Version::parse);
            assert_eq!(highest, of_client, "{}", table.service);
        }
    }

    #[test]
    fn what_is_no_row_is_written_by_hand_or_says_why_not() {
        let registry = Registry::linked().unwrap();
        for table in table::tables() {
            let lacking = table
                .by_hand
                .iter()
                .filter(|action| registry.find(&action.name).is_none());
            let lacking: Vec<_> = lacking.map(|action| &action.name).collect();
            assert!(lacking.is_empty(), "nobody wrote {lacking:?}");
            for action in table.by_hand.iter().chain(&table.absent) {
                assert!(!action.reason.is_empty(), "{} says nothing", action.name);
            }
            for action in &table.absent {
                assert!(
                    registry.find(&action.name).is_none(),
                    "{} is there",
                    action.name
                );
            }
        }
    }

    #[test]
    fn names_are_those_of_the_rows() {
        for name in table::names() {
            assert_eq!(table::find(name).unwrap().name, name);
            assert!(name.starts_with(Namespace::of(name).name));
        }
    }
}

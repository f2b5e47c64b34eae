//! The rows of the table as actions.

mod action;
mod answer;
mod python;
mod region;
mod search;

pub(crate) use region::{ACTION_REGION, with_region};

use std::sync::Arc;

use mistral_actions::TableRow;

use crate::client::{BLOCK_STORAGE, COMPUTE, IDENTITY, IMAGE, NETWORK, ServiceKind};
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

/// A namespace of actions.
pub(crate) struct Namespace {
    /// What the names of its actions begin with.
    pub(crate) name: &'static str,
    /// mistral-extra's class of its actions.
    pub(crate) class: &'static str,
    /// The service that they ask.
    pub(crate) service: &'static ServiceKind,
}

static NAMESPACES: [Namespace; 5] = [
    Namespace {
        name: "nova",
        class: "NovaAction",
        service: &COMPUTE,
    },
    Namespace {
        name: "cinder",
        class: "CinderAction",
        service: &BLOCK_STORAGE,
    },
    Namespace {
        name: "glance",
        class: "GlanceAction",
        service: &IMAGE,
    },
    Namespace {
        name: "neutron",
        class: "NeutronAction",
        service: &NETWORK,
    },
    Namespace {
        name: "keystone",
        class: "KeystoneAction",
        service: &IDENTITY,
    },
];

impl Namespace {
    /// The namespace of an action, by its name.
    pub(crate) fn of(action: &str) -> &'static Self {
        let of = |namespace: &&Self| {
            action
                .strip_prefix(namespace.name)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        NAMESPACES
            .iter()
            .find(of)
            .expect("the tests have asked for the namespace of each action")
    }
}

#[cfg(test)]
mod tests {
    use mistral_actions::Registry;

    use super::*;
    use crate::client::Version;

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

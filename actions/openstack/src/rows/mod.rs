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

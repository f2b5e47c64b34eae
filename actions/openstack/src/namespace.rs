//! [`Namespace`]: what the actions of one service have in common.

use crate::client::{BLOCK_STORAGE, COMPUTE, IDENTITY, IMAGE, NETWORK, ServiceKind};

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
    /// mistral-extra's name of a method of its client: `NovaAction.servers.get`.
    pub(crate) fn method(&self, client_method: &str) -> String {
        format!("{}.{client_method}", self.class)
    }

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

//! Kinds of services for the tests.

use mistral_actions::SecurityContext;
use mistral_actions::serde_json::{self, Value};
use mistral_cloud::{Microversions, Service, ServiceKind, Session};
use test_servers::scripted::ScriptedServer;

pub(crate) static COMPUTE: ServiceKind = ServiceKind {
    name: "compute",
    types: &["compute"],
    version: "/v2.1",
    microversions: Some(Microversions {
        header: "compute",
        legacy_header: Some("X-OpenStack-Nova-API-Version"),
        highest: (2, 96),
    }),
};

pub(crate) static NETWORK: ServiceKind = ServiceKind {
    name: "network",
    types: &["network"],
    version: "/v2.0",
    microversions: None,
};

pub(crate) static IDENTITY: ServiceKind = ServiceKind {
    name: "identity",
    types: &["identity"],
    version: "/v3",
    microversions: None,
};

pub(crate) static IMAGE: ServiceKind = ServiceKind {
    name: "image",
    types: &["image"],
    version: "/v2",
    microversions: None,
};

/// The network service in the catalog of a session.
pub(crate) fn network(session: &Session) -> Service {
    Service::new(session.clone(), &NETWORK)
}

/// A session with a token, whose catalog has only this server.
pub(crate) fn session(server: &ScriptedServer, service_type: &str, token: &str) -> Session {
    Session::new(security(server.context(service_type, token)))
}

/// A security context from JSON.
pub(crate) fn security(context: Value) -> SecurityContext {
    serde_json::from_value(context).unwrap()
}

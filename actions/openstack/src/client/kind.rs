//! The services that the actions call. Their highest microversions are those of the Python clients.

use mistral_cloud::{Microversions, ServiceKind};

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

pub(crate) static BLOCK_STORAGE: ServiceKind = ServiceKind {
    name: "block-storage",
    types: &["block-storage", "volumev3", "block-store"],
    version: "/v3",
    microversions: Some(Microversions {
        header: "volume",
        legacy_header: None,
        highest: (3, 71),
    }),
};

pub(crate) static IMAGE: ServiceKind = ServiceKind {
    name: "image",
    types: &["image"],
    version: "/v2",
    microversions: None,
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

pub(crate) static PLACEMENT: ServiceKind = ServiceKind {
    name: "placement",
    types: &["placement"],
    version: "",
    microversions: None,
};

//! [`ServiceKind`]: the properties of a kind of service.

use crate::url::version_root;

/// The properties of a kind of service, such as Nova.
#[derive(Debug)]
pub struct ServiceKind {
    /// The name in errors.
    pub name: &'static str,
    /// The types in the catalog; the last one with an endpoint is used.
    pub types: &'static [&'static str],
    /// The version that is appended to an endpoint without one: `/v2.1`.
    pub version: &'static str,
    /// The microversions, if the service has them.
    pub microversions: Option<Microversions>,
}

/// The headers that ask for a microversion.
#[derive(Debug)]
pub struct Microversions {
    /// The name of the service in `OpenStack-API-Version`.
    pub header: &'static str,
    /// A header of older releases, whose value is the version alone.
    pub legacy_header: Option<&'static str>,
    /// The highest microversion that the requests are written for.
    pub highest: (u32, u32),
}

impl ServiceKind {
    /// The root of the version below an endpoint.
    pub(super) fn root(&self, url: &str) -> String {
        version_root(url, self.version)
    }
}

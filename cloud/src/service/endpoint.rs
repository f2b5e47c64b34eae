//! [`Endpoint`]: a service in the catalog of a session.

use super::kind::ServiceKind;
use crate::keystone::Access;
use crate::url::fill_project;
use crate::{OpenStackError, Session};

/// A service in the catalog of a session.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub(super) session: Session,
    pub(super) kind: &'static ServiceKind,
}

impl Endpoint {
    /// Returns the root of the version's paths.
    ///
    /// # Errors
    ///
    /// If the catalog has no such endpoint; the error lists the alternatives.
    pub(super) fn root(&self, access: &Access) -> Result<String, OpenStackError> {
        let (types, catalog) = (self.kind.types, &access.catalog);
        let (region, interface) = (
            self.session.wanted_region(),
            self.session.wanted_interface(),
        );
        let url = catalog.find(types, interface, region).ok_or_else(|| {
            let offered = match catalog.regions(types) {
                regions if !regions.is_empty() => {
                    format!("it is in the regions {}", regions.join(", "))
                }
                _ => format!("the catalog has {}", catalog.types().join(", ")),
            };
            let here = region.map(|region| format!(" in region `{region}`"));
            OpenStackError::failed(
                self.kind.name,
                format_args!(
                    "no {interface} endpoint{} in the service catalog; {offered}",
                    here.unwrap_or_default()
                ),
            )
        })?;
        Ok(self
            .kind
            .root(&fill_project(url, access.project_id.as_deref())))
    }
}

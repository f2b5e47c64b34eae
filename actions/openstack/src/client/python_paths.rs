//! [`PythonPaths`]: requests with the paths of the Python clients.

use mistral_cloud::{Method, Request, Service};

use super::kind::{IMAGE, NETWORK};

/// Requests with the paths of the Python clients.
pub(crate) trait PythonPaths {
    /// A request with a path of the Python client. Glance's and Neutron's clients start a path with the version
    /// (`/v2/images`); the others do so only for versions that are not in the catalog.
    fn request_by_client(&self, method: Method, path: &str) -> Request;

    /// Returns true for Glance.
    fn is_image(&self) -> bool;
}

impl PythonPaths for Service {
    fn request_by_client(&self, method: Method, path: &str) -> Request {
        let below = path.strip_prefix(self.kind().version);
        let names_version = [&IMAGE, &NETWORK]
            .iter()
            .any(|kind| std::ptr::eq(*kind, self.kind()));
        match below.filter(|below| below.starts_with('/')) {
            Some(below) => self.request(method, below),
            None if names_version => self.request(method, path).above_version(),
            None => self.request(method, path),
        }
    }

    fn is_image(&self) -> bool {
        std::ptr::eq(self.kind(), &raw const IMAGE)
    }
}

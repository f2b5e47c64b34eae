//! Microversions. A request carries the highest one that its caller, this crate and the service support, as in
//! mistral-extra.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::kind::Microversions;
use crate::OpenStackError;
use crate::http::no_response;
use crate::keystone::Access;
use crate::url::version_end;

/// A microversion: `2.96`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32);

impl Version {
    /// Parses `2.96`.
    ///
    /// ```
    /// use mistral_cloud::microversion::Version;
    ///
    /// assert_eq!(Version::parse("2.96"), Some(Version(2, 96)));
    /// assert_eq!(Version::parse("latest"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        Some(Self(major.parse().ok()?, minor.parse().ok()?))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// The microversions that support a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Range {
    /// The first one with the requested feature.
    pub lowest: Option<Version>,
    /// The last one with the requested feature.
    pub highest: Option<Version>,
}

/// The ranges of services, by the root of their version.
static RANGES: Mutex<Option<HashMap<String, (Version, Version)>>> = Mutex::new(None);

/// Returns the highest version that the request, this crate and the service support.
///
/// # Errors
///
/// If there is none, or the service does not publish its versions.
pub(super) async fn negotiate(
    access: &Access,
    root: &str,
    microversions: &Microversions,
    range: Range,
) -> Result<Version, OpenStackError> {
    let (lowest, highest) = supported_range(access, root).await?;
    let ours = Version(microversions.highest.0, microversions.highest.1);
    let version = highest.min(ours).min(range.highest.unwrap_or(ours));
    let needed = range.lowest.unwrap_or(version).max(lowest);
    if version < needed {
        return Err(OpenStackError::failed(
            root,
            format_args!(
                "microversion {needed} or higher is needed, and {version} is what both sides know"
            ),
        ));
    }
    Ok(version)
}

async fn supported_range(
    access: &Access,
    root: &str,
) -> Result<(Version, Version), OpenStackError> {
    // The version may be followed by a project's id.
    let root = &root[..version_end(root).unwrap_or(root.len())];
    let cached = {
        let ranges = RANGES.lock().unwrap_or_else(PoisonError::into_inner);
        ranges.as_ref().and_then(|ranges| ranges.get(root).copied())
    };
    if let Some(range) = cached {
        return Ok(range);
    }
    let failed =
        |cause: &dyn fmt::Display| OpenStackError::failed(format!("the versions of {root}"), cause);
    let request = access
        .http()?
        .get(format!("{root}/"))
        .header("X-Auth-Token", access.token.header());
    let no_response = |error| failed(&no_response(root, error));
    let response = request.send().await.map_err(no_response)?;
    let status = response.status();
    let body = response.bytes().await.map_err(no_response)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let range = read(&body, root).ok_or_else(|| {
        failed(&format_args!(
            "HTTP {status}, and no versions in the answer"
        ))
    })?;
    let mut ranges = RANGES.lock().unwrap_or_else(PoisonError::into_inner);
    ranges
        .get_or_insert_default()
        .insert(root.to_owned(), range);
    Ok(range)
}

/// Reads `{"version": {…}}`, or the element of `{"versions": […]}` with the root's major version.
fn read(body: &Value, root: &str) -> Option<(Version, Version)> {
    let major = root
        .rsplit('/')
        .next()?
        .trim_start_matches('v')
        .split('.')
        .next()?;
    let of_major = |version: &&Value| {
        let id = version["id"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches('v');
        id.split('.').next() == Some(major) && has_range(version)
    };
    let several = body["versions"]
        .as_array()
        .and_then(|versions| versions.iter().find(of_major));
    let version = body.get("version").or(several)?;
    let lowest = version["min_version"].as_str().and_then(Version::parse);
    let highest = version["version"]
        .as_str()
        .or_else(|| version["max_version"].as_str())
        .and_then(Version::parse);
    // A service without microversions has "".
    let first = Version(major.parse().ok()?, 0);
    Some((lowest.unwrap_or(first), highest.unwrap_or(first)))
}

fn has_range(version: &Value) -> bool {
    version["version"]
        .as_str()
        .is_some_and(|version| !version.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn range_is_read_in_the_forms_of_nova_and_cinder() {
        let nova = json!({"version": {"id": "v2.1", "version": "2.103", "min_version": "2.1"}});
        assert_eq!(
            read(&nova, "http://h/v2.1"),
            Some((Version(2, 1), Version(2, 103)))
        );
        let cinder = json!({"versions": [
            {"id": "v2.0", "version": "", "min_version": ""},
            {"id": "v3.0", "version": "3.71", "min_version": "3.0"},
        ]});
        assert_eq!(
            read(&cinder, "http://h/v3"),
            Some((Version(3, 0), Version(3, 71)))
        );
        assert_eq!(read(&json!({}), "http://h/v3"), None);
        assert!(Version(2, 9) < Version(2, 10));
    }
}

//! Which microversion to speak: the highest that both sides know, as mistral-extra has it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::access::Access;
use super::error::OpenStackError;
use super::kind::{Microversions, version_end};
use super::request::unreachable;

/// A microversion: `2.96`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl Version {
    /// Reads `2.96`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        Some(Self(major.parse().ok()?, minor.parse().ok()?))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// What a request can be made with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Range {
    /// Lower, what is asked for does not exist.
    pub(crate) lowest: Option<Version>,
    /// Higher, it does not exist any more.
    pub(crate) highest: Option<Version>,
}

/// What a service knows, by its root.
static KNOWN: Mutex<Option<HashMap<String, (Version, Version)>>> = Mutex::new(None);

/// The highest version that the request, this crate and the service know.
///
/// # Errors
///
/// If there is none, or the service does not tell.
pub(super) async fn negotiate(
    access: &Arc<Access>,
    root: &str,
    microversions: &Microversions,
    range: Range,
) -> Result<Version, OpenStackError> {
    let (lowest, highest) = of_service(access, root).await?;
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

async fn of_service(
    access: &Arc<Access>,
    root: &str,
) -> Result<(Version, Version), OpenStackError> {
    // What follows the version is a project.
    let root = &root[..version_end(root).unwrap_or(root.len())];
    let known = KNOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ref()
        .and_then(|known| known.get(root).copied());
    if let Some(known) = known {
        return Ok(known);
    }
    let failed =
        |why: &dyn fmt::Display| OpenStackError::failed(format!("the versions of {root}"), why);
    let request = access
        .http()?
        .get(format!("{root}/"))
        .header("X-Auth-Token", access.token.clone());
    let answer = request
        .send()
        .await
        .map_err(|error| failed(&unreachable(root, error)))?;
    let status = answer.status();
    let body = answer
        .bytes()
        .await
        .map_err(|error| failed(&unreachable(root, error)))?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let found = read(&body, root).ok_or_else(|| {
        failed(&format_args!(
            "HTTP {status}, and no versions in the answer"
        ))
    })?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().insert(root.to_owned(), found);
    Ok(found)
}

/// Reads `{"version": {…}}` or the one of `{"versions": […]}` that the root is of.
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
    // A service of before microversions says "".
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
    fn services_tell_their_range_in_two_forms() {
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

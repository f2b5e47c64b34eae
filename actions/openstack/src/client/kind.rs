//! [`ServiceKind`]: what differs between the services.

/// What differs between the services.
#[derive(Debug)]
pub(crate) struct ServiceKind {
    /// What it is called in errors.
    pub(crate) name: &'static str,
    /// Its types in the catalog; the last one that is there is taken.
    pub(crate) types: &'static [&'static str],
    /// The root of the version that is spoken, where the catalog's URL does not name one.
    pub(crate) version: &'static str,
    /// Its microversions, if it has such.
    pub(crate) microversions: Option<Microversions>,
}

/// How a service's microversions are asked for.
#[derive(Debug)]
pub(crate) struct Microversions {
    /// The name of the service in `OpenStack-API-Version`.
    pub(crate) header: &'static str,
    /// A header of older releases, which takes the version alone.
    pub(crate) legacy_header: Option<&'static str>,
    /// The highest that the requests of this crate are written for, which is the python client's.
    pub(crate) highest: (u32, u32),
}

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

impl ServiceKind {
    /// The root of the version's paths, of an endpoint's URL.
    pub(crate) fn root(&self, url: &str) -> String {
        let url = url.trim_end_matches('/');
        if self.version.is_empty() || version_end(url).is_some() {
            return url.to_owned();
        }
        format!("{url}{}", self.version)
    }
}

/// Where the segment of a URL ends that names a version (`/v2.1`), if there is one.
pub(crate) fn version_end(url: &str) -> Option<usize> {
    let path_begins = url.find("://").map_or(0, |at| at + 3);
    let mut at = path_begins;
    for segment in url[path_begins..].split('/') {
        let end = at + segment.len();
        let digits = segment.strip_prefix('v').unwrap_or_default();
        let is_version =
            !digits.is_empty() && digits.chars().all(|one| one.is_ascii_digit() || one == '.');
        if is_version && at > path_begins {
            return Some(end);
        }
        at = end + 1;
    }
    None
}

/// What precedes the version in the root of a service: `http://host/compute` of `http://host/compute/v2.1`.
pub(crate) fn above_version(root: &str) -> &str {
    let end = version_end(root).unwrap_or_default();
    let begin = root[..end].rfind('/').unwrap_or(root.len());
    &root[..begin]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_added_where_it_lacks() {
        assert_eq!(IMAGE.root("http://host:9292/"), "http://host:9292/v2");
        assert_eq!(IMAGE.root("http://host/image/v2/"), "http://host/image/v2");
        assert_eq!(
            NETWORK.root("https://host/network"),
            "https://host/network/v2.0"
        );
        assert_eq!(BLOCK_STORAGE.root("http://host/v3/p1"), "http://host/v3/p1");
        assert_eq!(IDENTITY.root("http://v3/identity"), "http://v3/identity/v3");
        assert_eq!(
            version_end("http://host/v3/p1"),
            Some("http://host/v3".len())
        );
    }
    #[test]
    fn versions_are_told_above_the_version() {
        assert_eq!(above_version("http://h/compute/v2.1"), "http://h/compute");
        assert_eq!(above_version("http://h:8776/v3/p1"), "http://h:8776");
        assert_eq!(above_version("http://h/placement"), "http://h/placement");
    }
}

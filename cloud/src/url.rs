//! Parts of URLs: percent-encoded path segments, versions, project ids in endpoints.

use mistral_actions::__private::MASK;
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode,
};
use reqwest::Url;

/// All ASCII characters except RFC 3986's unreserved ones.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Returns true for an `http://` or `https://` URL with a host.
///
/// ```
/// use mistral_cloud::url::is_http;
///
/// assert!(is_http("https://keystone:5000/v3"));
/// assert!(!is_http("keystone:5000"));
/// assert!(!is_http("http:///v3"));
/// ```
pub fn is_http(text: &str) -> bool {
    // The parser would take the host of `http:///v3` from its path, as browsers do.
    text.split_once("://")
        .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && !rest.starts_with('/'))
        && Url::parse(text).is_ok()
}

/// Percent-encodes all but RFC 3986's unreserved characters, so that the text cannot become syntax of a URL.
///
/// `.` and `..` stay: [`has_dot_segment`] finds them in the complete path.
///
/// ```
/// use mistral_cloud::url::encode;
///
/// assert_eq!(encode("a/b?c#d é").to_string(), "a%2Fb%3Fc%23d%20%C3%A9");
/// ```
pub fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// Returns true if a segment of a path is `.` or `..`, encoded or not. URL parsers resolve these segments, so that a
/// request would go to another resource.
///
/// ```
/// use mistral_cloud::url::has_dot_segment;
///
/// assert!(has_dot_segment("/servers/.."));
/// assert!(has_dot_segment("/servers/%2e%2E/x?y"));
/// assert!(!has_dot_segment("/servers/a..b?path=/.."));
/// ```
pub fn has_dot_segment(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split(['/', '\\']).any(|segment| {
        let decoded: Vec<u8> = percent_decode_str(segment).collect();
        matches!(decoded.as_slice(), b"." | b"..")
    })
}

/// The root of a version of a service: the URL itself if one of its segments names a version, else the URL with
/// `version` (`/v3`) appended.
pub(crate) fn version_root(url: &str, version: &str) -> String {
    let url = url.trim_end_matches('/');
    if version.is_empty() || version_end(url).is_some() {
        return url.to_owned();
    }
    format!("{url}{version}")
}

/// The position after the first segment of a URL that names a version (`/v2.1`).
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

/// The part of a URL before its version: `http://host/compute` of `http://host/compute/v2.1`.
pub(crate) fn above_version(root: &str) -> &str {
    let end = version_end(root).unwrap_or_default();
    let begin = root[..end].rfind('/').unwrap_or(root.len());
    &root[..begin]
}

/// Fills the templates in an endpoint's URL: `$(tenant_id)s`, `%(project_id)s`.
pub(crate) fn fill_project(url: &str, project_id: Option<&str>) -> String {
    let project = project_id.unwrap_or_default();
    ["tenant_id", "project_id"]
        .iter()
        .fold(url.to_owned(), |url, name| {
            url.replace(&format!("$({name})s"), project)
                .replace(&format!("%({name})s"), project)
        })
}

/// Masks the password of an HTTP URL, and the whole text if it is not such a URL.
pub(crate) fn without_password(url: &str) -> String {
    let Some(mut parsed) = Url::parse(url).ok().filter(|_| is_http(url)) else {
        return MASK.to_owned();
    };
    if parsed.password().is_none() {
        return url.to_owned();
    }
    let _ = parsed.set_password(Some(MASK));
    parsed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_appended_to_a_url_without_one() {
        for (url, version, root) in [
            ("http://host:9292/", "/v2", "http://host:9292/v2"),
            ("http://host/image/v2/", "/v2", "http://host/image/v2"),
            ("https://host/network", "/v2.0", "https://host/network/v2.0"),
            ("http://host/v3/p1", "/v3", "http://host/v3/p1"),
            ("http://v3/identity", "/v3", "http://v3/identity/v3"),
            ("http://host/placement/", "", "http://host/placement"),
        ] {
            assert_eq!(version_root(url, version), root);
        }
        assert_eq!(
            version_end("http://host/v3/p1"),
            Some("http://host/v3".len())
        );
    }

    #[test]
    fn above_version_ends_before_the_version() {
        assert_eq!(above_version("http://h/compute/v2.1"), "http://h/compute");
        assert_eq!(above_version("http://h:8776/v3/p1"), "http://h:8776");
        assert_eq!(above_version("http://h/placement"), "http://h/placement");
    }

    #[test]
    fn both_forms_of_project_templates_are_filled() {
        for template in ["http://v/v3/$(project_id)s", "http://v/v3/%(tenant_id)s"] {
            assert_eq!(fill_project(template, Some("p")), "http://v/v3/p");
        }
    }

    #[test]
    fn password_is_masked() {
        assert_eq!(without_password("http://h:1/v2"), "http://h:1/v2");
        assert_eq!(without_password("http://u:pw@h/v2"), "http://u:***@h/v2");
        assert_eq!(without_password("u:pw@h"), "***");
    }
}

//! Paths of requests.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a path: RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What a request can be sent to: a path that is written out (`"/servers/detail"`), or segments, of which each
/// is percent-encoded (`["servers", &id]`), so that no id can lead elsewhere.
pub trait IntoPath {
    /// The path, with a leading slash, below the root of the service's version.
    fn into_path(self) -> String;
}

impl IntoPath for &str {
    fn into_path(self) -> String {
        if self.starts_with('/') {
            self.to_owned()
        } else {
            format!("/{self}")
        }
    }
}

impl IntoPath for String {
    fn into_path(self) -> String {
        self.as_str().into_path()
    }
}

impl<S: AsRef<str>, const N: usize> IntoPath for [S; N] {
    fn into_path(self) -> String {
        self.iter().fold(String::new(), |path, segment| {
            path + "/" + &encode(segment.as_ref())
        })
    }
}

/// A segment of a path, percent-encoded. A segment of dots would lead to another path, encoded or not.
fn encode(segment: &str) -> Cow<'_, str> {
    match segment {
        "." => "%2E".into(),
        ".." => "%2E%2E".into(),
        _ => utf8_percent_encode(segment, SEGMENT).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_segment_leads_elsewhere() {
        assert_eq!(
            ["servers", "a/b?c#d é"].into_path(),
            "/servers/a%2Fb%3Fc%23d%20%C3%A9"
        );
        assert_eq!("servers/detail".into_path(), "/servers/detail");
    }
}

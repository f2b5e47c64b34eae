//! [`IntoPath`]: paths of requests.

use crate::url::encode;

/// The path of a request: a complete text (`"/servers/detail"`), or segments that are percent-encoded each
/// (`["servers", &id]`), so that an id cannot become syntax.
pub trait IntoPath {
    /// The path below the root of the service's version, with a leading slash.
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
        let segments = self.iter().map(AsRef::as_ref);
        segments.fold(String::new(), |mut path, segment| {
            path.push('/');
            path.extend(encode(segment));
            path
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_encoded() {
        assert_eq!(
            ["servers", "a/b?c#d é"].into_path(),
            "/servers/a%2Fb%3Fc%23d%20%C3%A9"
        );
        assert_eq!("servers/detail".into_path(), "/servers/detail");
    }
}

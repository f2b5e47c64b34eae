//! [`without_passwords`]: URLs with masked passwords.

use mistral_actions::__private::MASK;

use super::transport_url::{address, is_scheme, port};

/// Masks the passwords of a URL, which may have several hosts. In a malformed URL the password may be anywhere, so rather
/// too much is masked.
pub(crate) fn without_passwords(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        let has_more = url
            .split_once(':')
            .is_some_and(|(_, rest)| !rest.is_empty());
        return if has_more { MASK } else { url }.to_owned();
    };
    if !is_scheme(scheme) {
        return MASK.to_owned();
    }
    let shown = match unescaped_password(rest) {
        Some((user, rest)) => format!("{user}:{MASK}@{}", mask_hosts(rest)),
        None => mask_hosts(rest),
    };
    format!("{scheme}://{shown}")
}

/// Returns the parts before and after a password that was written without escapes. Its sign is an `@` after the first
/// `/` or `?`, or after a comma and a text that cannot be a port.
fn unescaped_password(rest: &str) -> Option<(&str, &str)> {
    let (hosts, path) = split_path(rest);
    let (before, after) = rest.rsplit_once('@')?;
    let (user, _) = before.split_once(':')?;
    let mut tails = hosts.rsplit(',').skip_while(|host| !host.contains('@'));
    (path.contains('@') || tails.any(may_be_password)).then_some((user, after))
}

fn mask_hosts(rest: &str) -> String {
    let (hosts, path) = split_path(rest);
    let mut shown = Vec::new();
    for host in hosts.split(',') {
        shown.push(mask_host(host, shown.len()));
        if may_be_password(host) {
            // It may be a password, of which the rest follows.
            return shown.join(",");
        }
    }
    shown.join(",") + path
}

fn mask_host(host: &str, index: usize) -> String {
    let Some((credentials, place)) = host.rsplit_once('@') else {
        return mask_invalid_port(host);
    };
    let user = match credentials.split_once(':') {
        Some((user, _)) => format!("{user}:{MASK}"),
        // The text after a comma may be the rest of a password.
        None if index > 0 => MASK.to_owned(),
        None => credentials.to_owned(),
    };
    format!("{user}@{}", mask_invalid_port(place))
}

fn mask_invalid_port(place: &str) -> String {
    match address(place) {
        (_, Some(text)) if port(text).is_none() => {
            format!("{}{MASK}", &place[..place.len() - text.len()])
        }
        _ => place.to_owned(),
    }
}

/// Returns whether the text in place of a host may be a user and a password.
fn may_be_password(text: &str) -> bool {
    let has_no_port = |text: &str| port(text).is_none();
    !text.contains('@') && address(text).1.is_some_and(has_no_port)
}

/// Splits hosts from the path.
fn split_path(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_passwords() {
        for (url, shown) in [
            (
                "rabbit://a:s3@cret@h1:1,b:t@h2/v?ssl=1",
                "rabbit://a:***@h1:1,b:***@h2/v?ssl=1",
            ),
            ("http://a:s3cret@[::1]:80/v2", "http://a:***@[::1]:80/v2"),
            ("rabbit://a:s3c#ret@h/", "rabbit://a:***@h/"),
        ] {
            assert_eq!(without_passwords(url), shown);
        }
    }

    #[test]
    fn url_without_password_is_unchanged() {
        for url in [
            "",
            "rabbit:",
            "rabbit://",
            "rabbit:///",
            "rabbit://a@h:1,[::1]:2/v:w?x=1",
            "http://127.0.0.1:8989/v2",
            "https://mistral.example.org/v2",
        ] {
            assert_eq!(without_passwords(url), url);
        }
    }

    #[test]
    fn masks_passwords_of_malformed_urls() {
        for (url, shown) in [
            ("rabbit://guest:s3c/ret@host/", "rabbit://guest:***@host/"),
            (
                "rabbit://guest:s3c?ret@127.0.0.1/",
                "rabbit://guest:***@127.0.0.1/",
            ),
            ("rabbit://guest:12/ret@host/", "rabbit://guest:***@host/"),
            ("rabbit://guest:s3cret", "rabbit://guest:***"),
            ("rabbit://guest:99999/", "rabbit://guest:***"),
            ("rabbit://[::1]s3cret/", "rabbit://[::1]***"),
            ("guest:s3cret@127.0.0.1", "***"),
            ("guest:s3c://ret@127.0.0.1", "***"),
            ("rabbit:/guest:s3cret@127.0.0.1/", "***"),
            (
                "rabbit://a:good@h1:1,b:s3c/ret@h2:2/",
                "rabbit://a:***@h2:2/",
            ),
            (
                "rabbit://h1:1,guest:s3cret,b:s/ret@h2/",
                "rabbit://h1:***@h2/",
            ),
            ("rabbit://h1,b:s3c/ret", "rabbit://h1,b:***"),
            ("rabbit://guest:s3c,r?et", "rabbit://guest:***"),
            ("rabbit://a:s3cret@h:http/v", "rabbit://a:***@h:***/v"),
            ("rabbit://guest:s3,c,ret@h/", "rabbit://guest:***@h/"),
            ("rabbit://guest:12,ret@h/", "rabbit://guest:12,***@h/"),
            ("http://guest:s3c/ret@host/v2", "http://guest:***@host/v2"),
            ("http:/guest:s3cret@host/v2", "***"),
        ] {
            assert_eq!(without_passwords(url), shown);
        }
    }
}

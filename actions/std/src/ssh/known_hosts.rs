//! Keys of a host in a `known_hosts` file, with the rules of OpenSSH (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
//!
//! The fields are parsed by `ssh-key`. Its line parser is not used, because it accepts no tabs between fields. The
//! functions of `russh::keys::known_hosts` are not used to look up keys, because they know neither patterns nor
//! `@revoked`, and take a host with a key of another kind for an unknown host.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use russh::Preferred;
use russh::keys::ssh_key::known_hosts::{HostPatterns, Marker};
use russh::keys::ssh_key::public::KeyData;
use russh::keys::{Algorithm, PublicKey};
use sha1::Sha1;

/// The lines of a `known_hosts` file that apply to one host.
pub(super) struct KnownHost {
    path: PathBuf,
    lines: Vec<Line>,
}

struct Line {
    number: usize,
    revoked: bool,
    /// `None` for a key that cannot be read, such as one of an obsolete kind.
    key: Option<KeyData>,
}

/// Assessment of a key by a `known_hosts` file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The host has this key.
    Known,
    /// The file contains no key of the host.
    New,
    /// The key must not be accepted, with the reason.
    Refused(String),
}

impl KnownHost {
    /// Reads the lines for a host on the standard port. A missing file contains no lines.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub(super) fn read(path: &Path, host: &str) -> Result<Self, String> {
        let bytes = match std::fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            read => read.map_err(|error| format!("cannot read {}: {error}", path.display()))?,
        };
        // A comment in another encoding does not matter.
        let text = String::from_utf8_lossy(&bytes);
        let host = host.to_lowercase();
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            match Line::parse(number, line, &host) {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => {}
                Err(reason) => {
                    tracing::warn!(path = %path.display(), line = number, reason, "ignoring a line of known_hosts");
                }
            }
        }
        Ok(Self {
            path: path.to_owned(),
            lines,
        })
    }

    /// Assesses a key that the host shows.
    ///
    /// A host whose keys are all of another kind is not new: otherwise an impostor would only have to show a key of
    /// a kind that is missing in the file. OpenSSH accepts that key as a new one, and paramiko refuses it.
    pub(super) fn check(&self, shown: &PublicKey) -> Verdict {
        let shown = shown.key_data();
        let is_shown = |line: &&Line| line.key.as_ref() == Some(shown);
        let path = self.path.display();
        if let Some(line) = self.lines.iter().filter(|line| line.revoked).find(is_shown) {
            return Verdict::Refused(format!(
                "the key of the host is revoked in {path}, line {}",
                line.number
            ));
        }
        let mut keys = self.lines.iter().filter(|line| !line.revoked);
        match keys.clone().find(is_shown).or_else(|| keys.next()) {
            Some(line) if line.key.as_ref() == Some(shown) => Verdict::Known,
            Some(line) => Verdict::Refused(format!(
                "the key of the host is not the one in {path}, line {}",
                line.number
            )),
            None => Verdict::New,
        }
    }

    /// Returns the algorithms for host keys, those first for which the file has a key.
    pub(super) fn key_algorithms(&self) -> Cow<'static, [Algorithm]> {
        let default = Preferred::DEFAULT.key;
        let keys = self.lines.iter().filter(|line| !line.revoked);
        let kinds: Vec<Algorithm> = keys
            .filter_map(|line| Some(line.key.as_ref()?.algorithm()))
            .collect();
        // The hash of RSA belongs to the signature, not to the key.
        let is_rsa = |algorithm: &Algorithm| matches!(algorithm, Algorithm::Rsa { .. });
        let is_known = |algorithm: &&Algorithm| {
            let mut kinds = kinds.iter();
            kinds.any(|kind| kind == *algorithm || is_rsa(kind) && is_rsa(algorithm))
        };
        let (known, others): (Vec<_>, Vec<_>) = default.iter().partition(is_known);
        known.into_iter().chain(others).cloned().collect()
    }
}

impl Line {
    /// Parses a line. Returns `None` if it does not apply to the host.
    fn parse(number: usize, line: &str, host: &str) -> Result<Option<Self>, String> {
        let mut fields = line.split_whitespace().peekable();
        if fields.peek().is_none_or(|first| first.starts_with('#')) {
            return Ok(None);
        }
        let marker = fields.next_if(|first| first.starts_with('@'));
        let marker: Option<Marker> = marker
            .map(str::parse)
            .transpose()
            .map_err(|_| format!("unknown marker {}", marker.unwrap_or_default()))?;
        let patterns: HostPatterns = fields
            .next()
            .unwrap_or_default()
            .parse()
            .map_err(|_| "invalid host names")?;
        // Certificates of hosts are not supported, so the key of an authority is none of the host's.
        if marker == Some(Marker::CertAuthority) || !matches(&patterns, host) {
            return Ok(None);
        }
        let key: Vec<&str> = fields.take(2).collect();
        let key = PublicKey::from_openssh(&key.join(" "));
        if let Err(error) = &key {
            tracing::warn!(line = number, %error, "cannot read a key in known_hosts");
        }
        Ok(Some(Self {
            number,
            revoked: marker == Some(Marker::Revoked),
            key: key.ok().map(|key| key.key_data().clone()),
        }))
    }
}

/// Returns true if patterns apply to a host, whose name is in lower case. A negated pattern overrides the others.
fn matches(patterns: &HostPatterns, host: &str) -> bool {
    match patterns {
        HostPatterns::HashedName { salt, hash } => Hmac::<Sha1>::new_from_slice(salt)
            .is_ok_and(|hmac| hmac.chain_update(host).verify_slice(hash).is_ok()),
        HostPatterns::Patterns(patterns) => {
            let applies = |pattern: &str| fits(pattern.to_lowercase().as_bytes(), host.as_bytes());
            let negated = |pattern: &String| pattern.strip_prefix('!').is_some_and(applies);
            !patterns.iter().any(negated) && patterns.iter().any(|pattern| applies(pattern))
        }
    }
}

/// Returns true if a pattern with the wildcards `*` and `?` describes a text.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|skipped| fits(rest, &text[skipped..])),
        ([b'?', rest @ ..], [_, text @ ..]) => fits(rest, text),
        ([literal, rest @ ..], [first, text @ ..]) => literal == first && fits(rest, text),
        _ => false,
    }
}

/// Returns true if a name can be stored in a `known_hosts` file and stands for this host only.
///
/// A workflow's gateway resolves the names of hosts; the name `*` would make its key known for every host.
pub(super) fn is_storable(host: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ".-_:%".contains(c);
    !host.is_empty() && host.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_apply_as_in_openssh() {
        let applies = |patterns: &str, host: &str| matches(&patterns.parse().unwrap(), host);
        for (patterns, host) in [
            ("127.0.71.*", "127.0.71.1"),
            ("127.0.71.?", "127.0.71.1"),
            ("*", "h"),
            ("*.example.org,h", "h"),
            ("*.Example.ORG", "a.example.org"),
            ("a*b*c", "a-b-b-c"),
            ("::1", "::1"),
            (
                "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg=",
                "192.168.1.61",
            ),
        ] {
            assert!(applies(patterns, host), "{patterns} {host}");
        }
        for (patterns, host) in [
            ("127.0.71.?", "127.0.71.10"),
            ("*,!h", "h"),
            ("!h,*", "h"),
            ("!other", "h"),
            ("example.org", "a.example.org"),
            ("[h]:2222", "h"),
            ("[h]:22", "h"),
            ("h?", "h"),
            (
                "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg=",
                "192.168.1.62",
            ),
        ] {
            assert!(!applies(patterns, host), "{patterns} {host}");
        }
    }

    #[test]
    fn names_with_a_meaning_in_known_hosts_are_not_storable() {
        for host in [
            "h",
            "a.example.org",
            "127.0.0.1",
            "::1",
            "fe80::1%eth0",
            "müller.example",
        ] {
            assert!(is_storable(host), "{host}");
        }
        for host in [
            "", "*", "a,b", "!h", "h?", "@revoked", "|1|a|b", "#h", "a b", "a\tb", "a\nb", "[h]:22",
        ] {
            assert!(!is_storable(host), "{host}");
        }
    }
}

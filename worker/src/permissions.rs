//! [`Permissions`]: the actions that the operator allows.

use wildmatch::WildMatch;

/// The actions that the operator allows, as patterns of names with `*` and `?`.
#[derive(Clone, Debug)]
pub struct Permissions {
    allow: Vec<WildMatch>,
    deny: Vec<WildMatch>,
}

impl Permissions {
    pub(crate) fn new(allow: &[String], deny: &[String]) -> Self {
        let patterns = |patterns: &[String]| -> Vec<_> {
            let patterns = patterns.iter();
            patterns.map(|pattern| WildMatch::new(pattern)).collect()
        };
        Self {
            allow: patterns(allow),
            deny: patterns(deny),
        }
    }

    /// Refuses an action that is not allowed. `deny` counts more than `allow`.
    ///
    /// # Errors
    ///
    /// The reason, for the workflow's author.
    pub fn check(&self, action: &str) -> Result<(), String> {
        if let Some(pattern) = self.deny.iter().find(|pattern| pattern.matches(action)) {
            return Err(format!(
                "the operator of this executor does not allow `{action}`: [mistral_actions] deny has `{pattern}`"
            ));
        }
        if self.allow.iter().any(|pattern| pattern.matches(action)) {
            return Ok(());
        }
        Err(format!(
            "the operator of this executor does not allow `{action}`: it matches no pattern of \
             [mistral_actions] allow"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deny_counts_more_than_allow() {
        let list = |patterns: &[&str]| -> Vec<String> {
            patterns
                .iter()
                .map(|pattern| (*pattern).to_owned())
                .collect()
        };
        let permissions =
            Permissions::new(&list(&["std.*", "nova.?ervers_get"]), &list(&["std.ssh*"]));
        for allowed in ["std.echo", "nova.servers_get"] {
            assert_eq!(permissions.check(allowed), Ok(()));
        }
        assert_eq!(
            permissions.check("std.ssh_proxied").unwrap_err(),
            "the operator of this executor does not allow `std.ssh_proxied`: [mistral_actions] deny has `std.ssh*`"
        );
        assert_eq!(
            permissions.check("nova.servers_list").unwrap_err(),
            "the operator of this executor does not allow `nova.servers_list`: it matches no pattern of \
             [mistral_actions] allow"
        );
    }
}

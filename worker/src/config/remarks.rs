//! [`Remarks`]: options in the configuration files that have no effect here.

use mistral_actions::__private::suggest::nearest;

use super::keystone::is_password;
use super::options::OPTIONS;
use super::others::{OF_LOGIN, OF_PACKS, OF_PROVIDER, is_former, upstream};
use super::sources::{Source, Sources};

/// The group of this project's own options.
const OWN_GROUP: &str = "mistral_actions";

/// Options that were set and have no effect here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Remarks {
    /// Unknown options of this project: they are misspelt.
    pub(crate) errors: Vec<String>,
    /// Options that are unknown to Mistral and similar to one that is read here.
    pub(crate) misspelt: Vec<String>,
    /// Options that Mistral's executor reads and this one does not.
    pub(crate) without_effect: Vec<String>,
    /// Options of other services of Mistral, and of the provider.
    pub(crate) of_others: Vec<String>,
    /// Options that no service of Mistral reads, or no more.
    pub(crate) unknown: Vec<String>,
}

/// Titles of the lists of options.
pub(crate) const WITHOUT_EFFECT: &str = "without effect here, unlike in Mistral's executor";
pub(crate) const UNKNOWN: &str = "no service of Mistral reads";
pub(crate) const OF_OTHERS: &str = "only other services of Mistral read";

impl Remarks {
    pub(crate) fn on(sources: &Sources) -> Self {
        let mut remarks = Self::default();
        for (group, name, source) in sources.places() {
            let is_read = OPTIONS.iter().any(|opt| opt.spec().has_name(group, name));
            if !is_read && !OF_PACKS.contains(&group) {
                remarks.add(group, name, source);
            }
        }
        remarks.add_login(sources);
        remarks
    }

    /// Adds a kind of login that the worker does not have.
    fn add_login(&mut self, sources: &Sources) {
        let group = "keystone_authtoken";
        if let Some((kind, source)) = sources.raw(group, &["auth_type", "auth_plugin"])
            && !is_password(kind)
        {
            self.without_effect.push(format!(
                "[{group}] auth_type = {kind} ({source}; the worker logs in with a password only)"
            ));
        }
    }

    /// Returns the lines for the log, most urgent first: each with whether it is a warning.
    pub(crate) fn lines(&self) -> Vec<(bool, String)> {
        let mut lines: Vec<_> = self
            .misspelt
            .iter()
            .map(|line| (true, line.clone()))
            .collect();
        let lists = [
            (true, WITHOUT_EFFECT, &self.without_effect),
            (true, UNKNOWN, &self.unknown),
            (false, OF_OTHERS, &self.of_others),
        ];
        for (is_warning, title, options) in lists {
            if !options.is_empty() {
                lines.push((is_warning, format!("{title}: {}", options.join(", "))));
            }
        }
        lines
    }

    fn add(&mut self, group: &str, name: &str, source: &Source) {
        let option = format!("[{group}] {name}");
        let ours = OPTIONS.iter().map(|opt| opt.spec());
        let ours = ours
            .filter(|spec| spec.group == group)
            .map(|spec| spec.name);
        if group == OWN_GROUP && OF_PROVIDER.contains(&name) {
            self.of_others.push(format!("{option} ({source})"));
        } else if group == OWN_GROUP {
            let hint = match nearest(name, ours) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`serve --show-config` lists all options".to_owned(),
            };
            self.errors.push(format!(
                "{source}: {option}: there is no such option; {hint}"
            ));
        } else if upstream(group).any(|other| other == name) {
            let list = if is_of_executor(group, name) {
                &mut self.without_effect
            } else {
                &mut self.of_others
            };
            list.push(format!("{option} ({source})"));
        } else if group == "keystone_authtoken" && OF_LOGIN.contains(&name) {
            self.without_effect.push(format!("{option} ({source})"));
        } else if is_former(group, name) {
            self.unknown.push(format!("{option} ({source})"));
        } else if let Some(nearest) = nearest(name, ours.chain(upstream(group))) {
            self.misspelt.push(format!(
                "{source}: {option} is no option of Mistral; did you mean `{nearest}`?"
            ));
        } else if upstream(group).next().is_some() {
            self.unknown.push(format!("{option} ({source})"));
        }
    }
}

/// Returns whether Mistral's executor reads an option. The other services read the same file.
fn is_of_executor(group: &str, name: &str) -> bool {
    match group {
        "executor" | "oslo_messaging_rabbit" | "profiler" => true,
        "DEFAULT" => ["log", "max_logfile", "rate_limit", "rpc_", "instance"]
            .iter()
            .any(|beginning| name.starts_with(beginning)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remarks(options: &[(&str, &str)]) -> Remarks {
        let mut sources = Sources::default();
        for (group, name) in options {
            sources.set(group, name, "1".to_owned(), Source::Default);
        }
        Remarks::on(&sources)
    }

    #[test]
    fn misspelt_option_is_named_with_the_nearest() {
        let remarks = remarks(&[
            ("mistral_actions", "forward_topik"),
            ("oslo_messaging_rabbit", "rabbit_quorum_queues"),
            ("oslo_messaging_rabbit", "heartbeet_rate"),
        ]);
        assert_eq!(
            remarks.errors,
            [
                "default: [mistral_actions] forward_topik: there is no such option; did you mean `forward_topic`?"
            ]
        );
        assert_eq!(
            remarks.misspelt,
            [
                "default: [oslo_messaging_rabbit] heartbeet_rate is no option of Mistral; did you mean `heartbeat_rate`?",
                "default: [oslo_messaging_rabbit] rabbit_quorum_queues is no option of Mistral; did you mean `rabbit_quorum_queue`?",
            ]
        );
    }

    #[test]
    fn options_of_mistral_are_told_apart_by_their_reader() {
        let remarks = remarks(&[
            ("oslo_messaging_rabbit", "kombu_compression"),
            ("DEFAULT", "logging_default_format_string"),
            ("database", "connection"),
            ("mistral_actions", "catalogs"),
            ("DEFAULT", "debug"),
            ("my_pack", "colour"),
            ("openstack_actions", "default_region"),
            ("oslo_messaging_rabbit", "heartbeat_in_pthread"),
            ("coordination", "backend_url"),
            ("executor", "colour_of_the_bicycle_shed"),
            ("keystone_authtoken", "system_scope"),
        ]);
        assert_eq!(
            remarks.without_effect,
            [
                "[DEFAULT] logging_default_format_string (default)",
                "[keystone_authtoken] system_scope (default)",
                "[oslo_messaging_rabbit] kombu_compression (default)"
            ]
        );
        assert_eq!(
            remarks.of_others,
            [
                "[database] connection (default)",
                "[mistral_actions] catalogs (default)"
            ]
        );
        assert_eq!(
            remarks.unknown,
            [
                "[coordination] backend_url (default)",
                "[executor] colour_of_the_bicycle_shed (default)",
                "[oslo_messaging_rabbit] heartbeat_in_pthread (default)"
            ]
        );
        assert!(remarks.errors.is_empty() && remarks.misspelt.is_empty());
    }

    #[test]
    fn login_without_password_is_named() {
        let mut sources = Sources::default();
        let group = "keystone_authtoken";
        sources.set(group, "auth_type", "v3token".to_owned(), Source::Default);
        assert_eq!(
            Remarks::on(&sources).without_effect,
            [
                "[keystone_authtoken] auth_type = v3token (default; the worker logs in with a password only)"
            ]
        );
    }

    /// The list of upstream's options must name those that are read here under upstream's names.
    #[test]
    fn options_that_are_read_exist_upstream() {
        for opt in OPTIONS {
            let spec = opt.spec();
            // The login of keystonemiddleware is a plugin's, whose options no entry point lists.
            let is_ours = matches!(spec.group, OWN_GROUP | "keystone_authtoken");
            assert!(
                is_ours || upstream(spec.group).any(|name| name == spec.name),
                "[{}] {}",
                spec.group,
                spec.name
            );
        }
    }
}

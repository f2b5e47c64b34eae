//! Paths of role grants.

use mistral_actions::prelude::*;

use super::{Id, client_error};
use crate::client::{IntoPath, OpenStackError};

/// The user or group that has roles, and the system, domain or project on which it has them.
#[derive(Default, Input)]
pub struct RoleHolder {
    /// The user.
    pub user: Option<Id>,
    /// The group.
    pub group: Option<Id>,
    /// `all`: the whole system. Excludes `domain` and `project`.
    pub system: Option<String>,
    /// The domain.
    pub domain: Option<Id>,
    /// The project.
    pub project: Option<Id>,
}

impl RoleHolder {
    /// Returns the path of the holder's roles, or of one of them.
    pub(super) fn path(
        &self,
        role: Option<&Id>,
        is_inherited: bool,
    ) -> Result<String, OpenStackError> {
        let system = self.system.as_deref().filter(|system| !system.is_empty());
        let target = match (system, &self.domain, &self.project) {
            (Some("all"), None, None) => "/system".to_owned(),
            (Some(_), None, None) => {
                return Err(client_error(
                    "Only a system scope of 'all' is currently supported",
                ));
            }
            (None, Some(domain), None) => ["domains", domain.as_ref()].into_path(),
            (None, None, Some(project)) => ["projects", project.as_ref()].into_path(),
            (None, None, None) => {
                return Err(client_error(
                    "Must specify either system, domain, or project",
                ));
            }
            (None, Some(_), Some(_)) => {
                return Err(client_error("Specify either a domain or project, not both"));
            }
            (Some(_), Some(_), Some(_)) => {
                return Err(client_error(
                    "Specify either system, domain, or project, not all three.",
                ));
            }
            (Some(_), Some(_), None) => {
                return Err(client_error("Specify either system or a domain, not both"));
            }
            (Some(_), None, Some(_)) => {
                return Err(client_error("Specify either a system or project, not both"));
            }
        };
        let grantee = match (&self.user, &self.group) {
            (Some(user), None) => ["users", user.as_ref()].into_path(),
            (None, Some(group)) => ["groups", group.as_ref()].into_path(),
            (Some(_), Some(_)) => {
                return Err(client_error("Specify either a user or group, not both"));
            }
            (None, None) => return Err(client_error("Must specify either a user or group")),
        };
        let role = role.map(|role| [role].into_path()).unwrap_or_default();
        let (before, after) = if is_inherited {
            ("/OS-INHERIT", "/inherited_to_projects")
        } else {
            ("", "")
        };
        Ok(format!("{before}{target}{grantee}/roles{role}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_equals_keystoneclient() {
        let role = Id::from("r");
        let holder = RoleHolder {
            user: Some("u".into()),
            project: Some("p".into()),
            ..RoleHolder::default()
        };
        assert_eq!(
            holder.path(Some(&role), false).unwrap(),
            "/projects/p/users/u/roles/r"
        );
        let holder = RoleHolder {
            group: Some("g".into()),
            domain: Some("d".into()),
            ..RoleHolder::default()
        };
        assert_eq!(
            holder.path(None, true).unwrap(),
            "/OS-INHERIT/domains/d/groups/g/roles/inherited_to_projects"
        );
        let holder = RoleHolder {
            user: Some("u".into()),
            system: Some("all".into()),
            ..RoleHolder::default()
        };
        assert_eq!(holder.path(None, false).unwrap(), "/system/users/u/roles");
        let incomplete = RoleHolder {
            project: Some("p".into()),
            ..RoleHolder::default()
        };
        assert_eq!(
            incomplete.path(None, false).unwrap_err().reason(),
            "Must specify either a user or group"
        );
    }
}

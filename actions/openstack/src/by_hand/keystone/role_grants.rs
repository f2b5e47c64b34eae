//! Who has which role where.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Id, in_region, python, refused};
use crate::{IntoPath, OpenStack, OpenStackError};

/// List roles: those that there are, or those that a user or a group has somewhere.
///
/// Mirrors `RoleManager.list` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If what is asked for contradicts itself, or Keystone refuses.
#[mistral_action(name = "keystone.roles_list", tags("openstack"), test = roles_list)]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn roles_list(
    os: &OpenStack,
    /// User whose roles are listed.
    user: Option<Id>,
    /// Group whose roles are listed.
    group: Option<Id>,
    /// `all`: what is had on the whole system. Excludes `domain` and `project`.
    system: Option<String>,
    /// Domain that the roles are had on.
    domain: Option<Id>,
    /// Project that the roles are had on.
    project: Option<Id>,
    /// Whether to list what projects inherit.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Filters, such as `name`.
    #[input(flatten)]
    filters: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    const METHOD: &str = "KeystoneAction.roles.list";
    let os = in_region(os, action_region.as_deref());
    let is_inherited = os_inherit_extension_inherited;
    let path = if user.is_some() || group.is_some() {
        let holder = Holder {
            user,
            group,
            system,
            domain,
            project,
        };
        holder.path(None, is_inherited).fails_as(METHOD)?
    } else {
        let tail = if is_inherited {
            "/inherited_to_projects"
        } else {
            ""
        };
        format!("/roles{tail}")
    };
    let mut request = os.identity().get(path);
    let filters = filters.iter().filter(|(_, value)| !value.is_null());
    for (name, value) in filters {
        request = request.query(name, python::text(value));
    }
    request.key("roles").await.fails_as(METHOD)
}

/// Check whether a user or a group has a role somewhere.
///
/// Mirrors `RoleManager.check` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If it has not, or what is asked for contradicts itself.
#[mistral_action(name = "keystone.roles_check", tags("openstack"), test = roles_check)]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn roles_check(
    os: &OpenStack,
    /// The role.
    role: Id,
    /// User who has it.
    user: Option<Id>,
    /// Group that has it.
    group: Option<Id>,
    /// `all`: on the whole system. Excludes `domain` and `project`.
    system: Option<String>,
    /// On this domain.
    domain: Option<Id>,
    /// On this project.
    project: Option<Id>,
    /// Whether projects inherit it.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Not looked at, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<bool, ActionError> {
    const METHOD: &str = "KeystoneAction.roles.check";
    drop(more);
    let os = in_region(os, action_region.as_deref());
    let holder = Holder {
        user,
        group,
        system,
        domain,
        project,
    };
    let path = holder.path(Some(&role), os_inherit_extension_inherited);
    let request = os.identity().head(path.fails_as(METHOD)?);
    let answer = request.send().await.fails_as(METHOD)?;
    Ok(answer.status() == 204)
}

/// Take a role from a user or a group.
///
/// Mirrors `RoleManager.revoke` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If it has not that role, or what is asked for contradicts itself.
#[mistral_action(name = "keystone.roles_revoke", tags("openstack"))]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn roles_revoke(
    os: &OpenStack,
    /// The role.
    role: Id,
    /// User who has it.
    user: Option<Id>,
    /// Group that has it.
    group: Option<Id>,
    /// `all`: on the whole system. Excludes `domain` and `project`.
    system: Option<String>,
    /// On this domain.
    domain: Option<Id>,
    /// On this project.
    project: Option<Id>,
    /// Whether projects inherit it.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Not looked at, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<(), ActionError> {
    const METHOD: &str = "KeystoneAction.roles.revoke";
    drop(more);
    let os = in_region(os, action_region.as_deref());
    let holder = Holder {
        user,
        group,
        system,
        domain,
        project,
    };
    let path = holder.path(Some(&role), os_inherit_extension_inherited);
    let request = os.identity().delete(path.fails_as(METHOD)?);
    request.send().await.map(drop).fails_as(METHOD)
}

/// Who has roles, and on what.
#[derive(Default)]
struct Holder {
    user: Option<Id>,
    group: Option<Id>,
    system: Option<String>,
    domain: Option<Id>,
    project: Option<Id>,
}

impl Holder {
    /// The path of its roles, or of one of them.
    fn path(&self, role: Option<&Id>, is_inherited: bool) -> Result<String, OpenStackError> {
        let system = self.system.as_deref().filter(|system| !system.is_empty());
        let on = match (system, &self.domain, &self.project) {
            (Some("all"), None, None) => "/system".to_owned(),
            (Some(_), None, None) => {
                return Err(refused(
                    "Only a system scope of 'all' is currently supported",
                ));
            }
            (None, Some(domain), None) => ["domains", domain.as_ref()].into_path(),
            (None, None, Some(project)) => ["projects", project.as_ref()].into_path(),
            (None, None, None) => {
                return Err(refused("Must specify either system, domain, or project"));
            }
            (None, Some(_), Some(_)) => {
                return Err(refused("Specify either a domain or project, not both"));
            }
            (Some(_), Some(_), Some(_)) => {
                return Err(refused(
                    "Specify either system, domain, or project, not all three.",
                ));
            }
            (Some(_), Some(_), None) => {
                return Err(refused("Specify either system or a domain, not both"));
            }
            (Some(_), None, Some(_)) => {
                return Err(refused("Specify either a system or project, not both"));
            }
        };
        let who = match (&self.user, &self.group) {
            (Some(user), None) => ["users", user.as_ref()].into_path(),
            (None, Some(group)) => ["groups", group.as_ref()].into_path(),
            (Some(_), Some(_)) => {
                return Err(refused("Specify either a user or group, not both"));
            }
            (None, None) => return Err(refused("Must specify either a user or group")),
        };
        let role = role.map(|role| [role].into_path()).unwrap_or_default();
        let (before, after) = if is_inherited {
            ("/OS-INHERIT", "/inherited_to_projects")
        } else {
            ("", "")
        };
        Ok(format!("{before}{on}{who}/roles{role}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_keystoneclients() {
        let role = Id::from("r");
        let holder = Holder {
            user: Some("u".into()),
            project: Some("p".into()),
            ..Holder::default()
        };
        assert_eq!(
            holder.path(Some(&role), false).unwrap(),
            "/projects/p/users/u/roles/r"
        );
        let holder = Holder {
            group: Some("g".into()),
            domain: Some("d".into()),
            ..Holder::default()
        };
        assert_eq!(
            holder.path(None, true).unwrap(),
            "/OS-INHERIT/domains/d/groups/g/roles/inherited_to_projects"
        );
        let holder = Holder {
            user: Some("u".into()),
            system: Some("all".into()),
            ..Holder::default()
        };
        assert_eq!(holder.path(None, false).unwrap(), "/system/users/u/roles");
        let nobody = Holder {
            project: Some("p".into()),
            ..Holder::default()
        };
        assert_eq!(
            nobody.path(None, false).unwrap_err().reason(),
            "Must specify either a user or group"
        );
    }
}

//! Grants of roles to users and groups.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::role_holder::RoleHolder;
use super::{ClientMethod, FailsAs, Id, RegionInput, SERVICE, query_text};
use crate::client::OpenStack;

/// List all roles, or the roles of a user or a group on a system, domain or project.
///
/// Mirrors `RoleManager.list` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If the inputs contradict each other, or Keystone refuses.
#[mistral_action(name = "keystone.roles_list", tags("openstack"), test = roles_list)]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn roles_list(
    os: &OpenStack,
    /// List the roles of this user.
    user: Option<Id>,
    /// List the roles of this group.
    group: Option<Id>,
    /// `all`: roles on the whole system. Excludes `domain` and `project`.
    system: Option<String>,
    /// List roles on this domain.
    domain: Option<Id>,
    /// List roles on this project.
    project: Option<Id>,
    /// List roles that projects inherit.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Filters, such as `name`.
    #[input(flatten)]
    filters: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.list");
    let os = region.client(os);
    let is_inherited = os_inherit_extension_inherited;
    let path = if user.is_some() || group.is_some() {
        let holder = RoleHolder {
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
        request = request.query(name, query_text(value));
    }
    request.key("roles").await.fails_as(METHOD)
}

/// Check whether a user or a group has a role on a system, domain or project.
///
/// Mirrors `RoleManager.check` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If the role is not granted, or the inputs contradict each other.
#[mistral_action(name = "keystone.roles_check", tags("openstack"), test = roles_check)]
pub async fn roles_check(
    os: &OpenStack,
    /// The role.
    role: Id,
    #[input(flatten, default)] holder: RoleHolder,
    /// The grant is inherited by projects.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Ignored, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<bool, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.check");
    drop(more);
    let os = region.client(os);
    let path = holder.path(Some(&role), os_inherit_extension_inherited);
    let request = os.identity().head(path.fails_as(METHOD)?);
    let answer = request.send().await.fails_as(METHOD)?;
    Ok(answer.status() == 204)
}

/// Grant a role to a user or a group.
///
/// Mirrors `RoleManager.grant` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If the role, user or group does not exist, or the inputs contradict each other.
#[mistral_action(name = "keystone.roles_grant", tags("openstack"))]
pub async fn roles_grant(
    os: &OpenStack,
    /// The role.
    role: Id,
    #[input(flatten, default)] holder: RoleHolder,
    /// The grant is inherited by projects.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Ignored, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.grant");
    drop(more);
    let os = region.client(os);
    let path = holder.path(Some(&role), os_inherit_extension_inherited);
    let request = os.identity().put(path.fails_as(METHOD)?);
    request.send().await.map(drop).fails_as(METHOD)
}

/// Revoke a role from a user or a group.
///
/// Mirrors `RoleManager.revoke` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If the role is not granted, or the inputs contradict each other.
#[mistral_action(name = "keystone.roles_revoke", tags("openstack"))]
pub async fn roles_revoke(
    os: &OpenStack,
    /// The role.
    role: Id,
    #[input(flatten, default)] holder: RoleHolder,
    /// The grant is inherited by projects.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Ignored, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.revoke");
    drop(more);
    let os = region.client(os);
    let path = holder.path(Some(&role), os_inherit_extension_inherited);
    let request = os.identity().delete(path.fails_as(METHOD)?);
    request.send().await.map(drop).fails_as(METHOD)
}

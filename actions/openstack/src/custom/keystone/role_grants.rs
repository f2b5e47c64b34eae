//! Who has which role where.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::role_holder::Holder;
use super::{ClientMethod, FailsAs, Id, SERVICE, in_region, query_text};
use crate::OpenStack;

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
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.list");
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
        request = request.query(name, query_text(value));
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
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.check");
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

/// Give a role to a user or a group.
///
/// Mirrors `RoleManager.grant` of keystoneclient's `v3/roles.py`.
///
/// # Errors
///
/// If there is no such role, user or group, or what is asked for contradicts itself.
#[mistral_action(name = "keystone.roles_grant", tags("openstack"))]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn roles_grant(
    os: &OpenStack,
    /// The role.
    role: Id,
    /// User who gets it.
    user: Option<Id>,
    /// Group that gets it.
    group: Option<Id>,
    /// `all`: on the whole system. Excludes `domain` and `project`.
    system: Option<String>,
    /// On this domain.
    domain: Option<Id>,
    /// On this project.
    project: Option<Id>,
    /// Whether it is for projects to inherit.
    #[input(default)]
    os_inherit_extension_inherited: bool,
    /// Not looked at, as in Python.
    #[input(flatten)]
    more: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<(), ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.grant");
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
    let request = os.identity().put(path.fails_as(METHOD)?);
    request.send().await.map(drop).fails_as(METHOD)
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
    const METHOD: ClientMethod<'static> = SERVICE.method("roles.revoke");
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

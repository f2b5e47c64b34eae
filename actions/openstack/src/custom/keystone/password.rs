//! Change of the caller's password.

use mistral_actions::prelude::*;

use super::{ClientMethod, FailsAs, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError};

/// Change the password of the token's user.
///
/// Mirrors `UserManager.update_password` of keystoneclient's `v3/users.py`.
///
/// # Errors
///
/// If the old password is wrong, or Keystone refuses the new one.
#[mistral_action(name = "keystone.users_update_password", tags("openstack"))]
pub async fn users_update_password(
    os: &OpenStack,
    /// Current password.
    old_password: Secret<String>,
    /// New password.
    new_password: Secret<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<(), ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("users.update_password");
    let os = region.client(os);
    let (old, new) = (old_password.expose(), new_password.expose());
    check(old, new).fails_as(METHOD)?;
    let user = os.user_id().await.fails_as(METHOD)?;
    let user = user.ok_or_else(|| client_error("the workflow's context has no user"));
    let path = ["users", &user.fails_as(METHOD)?, "password"];
    let body = json!({"user": {"password": new, "original_password": old}});
    let changed = os.identity().post(path).json(body).send().await;
    changed.map(drop).fails_as(METHOD)
}

fn check(old: &str, new: &str) -> Result<(), OpenStackError> {
    if old.is_empty() || new.is_empty() {
        return Err(client_error(
            "Specify both the current password and a new password",
        ));
    }
    if old == new {
        return Err(client_error(
            "Old password and new password must be different.",
        ));
    }
    Ok(())
}

//! Keystone.

mod oauth;
mod password;
mod role_grants;
mod role_holder;
mod trusts;

pub use oauth::{Oauth1RequestTokensAuthorize, oauth1_request_tokens_authorize};
pub use password::{UsersUpdatePassword, users_update_password};
pub use role_grants::{
    RolesCheck, RolesGrant, RolesList, RolesRevoke, roles_check, roles_grant, roles_list,
    roles_revoke,
};
pub use trusts::{TrustsCreate, trusts_create};

use super::{FailsAs, Id, in_region, python, refused};

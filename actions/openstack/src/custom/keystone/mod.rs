//! Custom actions of Keystone.

mod oauth;
mod oauth_signature;
mod password;
mod role_grants;
mod role_holder;
mod trusts;

pub use oauth::{
    Oauth1AccessTokensCreate, Oauth1RequestTokensAuthorize, Oauth1RequestTokensCreate,
    oauth1_access_tokens_create, oauth1_request_tokens_authorize, oauth1_request_tokens_create,
};
pub use password::{UsersUpdatePassword, users_update_password};
pub use role_grants::{
    RolesCheck, RolesGrant, RolesList, RolesRevoke, roles_check, roles_grant, roles_list,
    roles_revoke,
};
pub use role_holder::RoleHolder;
pub use trusts::{TrustsCreate, trusts_create};

use super::body::query_text;
use super::{ClientMethod, FailsAs, Id, RegionInput, client_error};
use crate::services::keystone::SERVICE;

//! The password that a server has made up for itself.

use mistral_actions::prelude::*;

use super::{ClientMethod, FailsAs, Id, SERVICE, client_error, in_region};
use crate::OpenStack;

/// Get the encrypted password of a server: base64 of what RSA (PKCS #1 v1.5) made of it with the server's key pair,
/// or an empty text if the server has told none.
///
/// Mirrors `ServerManager.get_password` of novaclient's `v2/servers.py`, without the decrypting.
///
/// # Errors
///
/// If there is no such server, or a private key is given.
#[mistral_action(name = "nova.servers_get_password", tags("openstack"), test = servers_get_password)]
pub async fn servers_get_password(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// In Python the path of a private key on the executor, which `openssl` decrypts the password with. Not
    /// supported: a workflow shall not choose among the executor's files.
    private_key: Option<Secret<String>>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<String, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("servers.get_password");
    if private_key.is_some_and(|key| !key.expose().is_empty()) {
        let why = "`private_key` is not supported, for it names a file of the executor: leave it out, and decrypt the result where the key is";
        return Err(client_error(why)).fails_as(METHOD);
    }
    let os = in_region(os, action_region.as_deref());
    let path = ["servers", server.as_ref(), "os-server-password"];
    let answer = os.compute().get(path).await.fails_as(METHOD)?;
    Ok(answer["password"].as_str().unwrap_or_default().to_owned())
}

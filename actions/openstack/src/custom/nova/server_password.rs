//! Password that a server generates at its first boot.

use mistral_actions::prelude::*;

use super::{ClientMethod, FailsAs, Id, RegionInput, SERVICE, client_error};
use crate::client::OpenStack;

/// Get the password of a server, encrypted with its key pair (RSA, PKCS #1 v1.5, in base64), or an empty text if the
/// server has not set one.
///
/// Mirrors `ServerManager.get_password` of novaclient's `v2/servers.py`, without decryption.
///
/// # Errors
///
/// If the server does not exist, or a private key is given.
#[mistral_action(name = "nova.servers_get_password", tags("openstack"), test = servers_get_password)]
pub async fn servers_get_password(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// Not supported. In Python, the path of a private key on the executor, with which `openssl` decrypts the
    /// password; a workflow must not read files of the executor.
    private_key: Option<Secret<String>>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<String, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("servers.get_password");
    if private_key.is_some_and(|key| !key.expose().is_empty()) {
        let why = "`private_key` is not supported, because it names a file of the executor; leave it out and decrypt the result where the key is";
        return Err(client_error(why)).fails_as(METHOD);
    }
    let os = region.client(os);
    let path = ["servers", server.as_ref(), "os-server-password"];
    let answer = os.compute().get(path).await.fails_as(METHOD)?;
    Ok(answer["password"].as_str().unwrap_or_default().to_owned())
}

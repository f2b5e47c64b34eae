//! Connections: verification of host keys, and authentication.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::client::{Config, Handle, Handler, KeyboardInteractiveAuthResponse, connect_stream};
use russh::keys::PublicKeyOrCertificate;
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::AgentClient;
use russh::keys::known_hosts::learn_known_hosts_path;
use russh::keys::{Algorithm, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::algorithms;
use super::keys;
use super::known_hosts::{KnownHost, Verdict, is_storable};
use super::options::HostKeys;

/// Port of every ssh server; Mistral supports no other.
pub(super) const PORT: u16 = 22;

/// Upper bound on the time to connect, and on the time to log in. paramiko leaves the first to the operating system.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Credentials for a host.
#[derive(Clone, Copy)]
pub(super) struct Login<'a> {
    pub(super) user: &'a str,
    pub(super) key: Option<&'a Arc<PrivateKey>>,
    /// Password of the user, and passphrase of the executor's own keys.
    pub(super) password: Option<&'a str>,
}

/// An ssh connection.
pub(super) type Connection = Handle<Client>;

/// Handler of a connection's events: checks the server's key.
pub(super) struct Client {
    host: String,
    policy: HostKeys,
}

/// Reason for the end of a connection before the login.
#[derive(Debug)]
pub(super) enum HandshakeError {
    /// The policy does not accept the server's key.
    HostKey(String),
    /// Anything else.
    Other(russh::Error),
}

impl From<russh::Error> for HandshakeError {
    fn from(error: russh::Error) -> Self {
        Self::Other(error)
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostKey(reason) => f.write_str(reason),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl Handler for Client {
    type Error = HandshakeError;

    async fn check_server_key(
        &mut self,
        shown: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else {
            // Not requested, since the policies do not cover certificates.
            return Ok(false);
        };
        let accepted = match &self.policy {
            HostKeys::AcceptAny => Ok(()),
            HostKeys::AcceptNew(path) => self.accept_new(path, key),
            HostKeys::KnownHosts(path) => self.accept_known(path, key),
        };
        accepted.map_err(HandshakeError::HostKey)?;
        Ok(true)
    }
}

impl Client {
    fn accept_known(&self, path: &Path, key: &PublicKey) -> Result<(), String> {
        match KnownHost::read(path, &self.host)?.check(key) {
            Verdict::Known => Ok(()),
            Verdict::New => Err(format!("{} contains no key of the host", path.display())),
            Verdict::Refused(reason) => Err(reason),
        }
    }

    /// Accepts a key in the file, or the first key of a host, which is added to the file.
    fn accept_new(&self, path: &Path, key: &PublicKey) -> Result<(), String> {
        /// Lets no other connection add a key between the check and the addition.
        static ADDING: Mutex<()> = Mutex::new(());
        let _adding = ADDING.lock().unwrap_or_else(PoisonError::into_inner);
        match KnownHost::read(path, &self.host)?.check(key) {
            Verdict::Known => Ok(()),
            Verdict::Refused(reason) => Err(reason),
            Verdict::New if !is_storable(&self.host) => Err(format!(
                "the host name `{}` cannot be stored in {}",
                self.host,
                path.display()
            )),
            Verdict::New => learn_known_hosts_path(&self.host, PORT, key, path)
                .map_err(|error| format!("cannot write {}: {error}", path.display())),
        }
    }
}

/// Opens a TCP connection to a host's ssh server.
pub(super) async fn dial(host: &str) -> Result<TcpStream, String> {
    let connecting = timeout(TIMEOUT, TcpStream::connect((host, PORT))).await;
    match connecting {
        Ok(connected) => connected.map_err(|error| format!("cannot connect to {host}: {error}")),
        Err(_) => Err(format!("cannot connect to {host} within {TIMEOUT:?}")),
    }
}

/// Starts an ssh connection over a stream to a host, and logs in.
pub(super) async fn log_in<S>(
    stream: S,
    host: &str,
    login: Login<'_>,
    policy: &HostKeys,
) -> Result<Connection, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let client = Client {
        host: host.to_owned(),
        policy: policy.clone(),
    };
    let mut config = Config {
        preferred: algorithms::preferred(),
        ..Config::default()
    };
    if let Some(path) = policy.file() {
        config.preferred.key = KnownHost::read(path, host)?.key_algorithms();
    }
    let work = async {
        let config = Arc::new(config);
        let mut connection = connect_stream(config, stream, client)
            .await
            .map_err(|error| format!("cannot start an ssh connection to {host}: {error}"))?;
        if authenticate(&mut connection, login).await {
            Ok(connection)
        } else {
            Err(format!("{host} rejected the login of user {}", login.user))
        }
    };
    timeout(TIMEOUT, work)
        .await
        .unwrap_or_else(|_| Err(format!("cannot log in to {host} within {TIMEOUT:?}")))
}

/// Tries the same credentials as paramiko, in the same order: the key, the agent's keys, the executor's own keys, the
/// password.
async fn authenticate(connection: &mut Connection, login: Login<'_>) -> bool {
    if let Some(key) = login.key
        && with_key(connection, login.user, key).await
    {
        return true;
    }
    if with_agent(connection, login.user).await {
        return true;
    }
    for key in keys::own(login.password) {
        if with_key(connection, login.user, &key).await {
            return true;
        }
    }
    match login.password {
        Some(password) => with_password(connection, login.user, password).await,
        None => false,
    }
}

async fn with_key(connection: &mut Connection, user: &str, key: &Arc<PrivateKey>) -> bool {
    let hash = rsa_hash(connection, key.algorithm()).await;
    let key = PrivateKeyWithHashAlg::new(Arc::clone(key), hash);
    let answer = connection.authenticate_publickey(user, key).await;
    answer.is_ok_and(|answer| answer.success())
}

/// Returns the hash for signatures with an RSA key that the server prefers.
async fn rsa_hash(connection: &Connection, algorithm: Algorithm) -> Option<HashAlg> {
    if !algorithm.is_rsa() {
        return None;
    }
    let best = connection.best_supported_rsa_hash().await;
    best.ok().flatten().flatten()
}

async fn with_agent(connection: &mut Connection, user: &str) -> bool {
    let Ok(mut agent) = AgentClient::connect_env().await else {
        return false;
    };
    let identities = agent.request_identities().await.unwrap_or_default();
    for identity in identities {
        let AgentIdentity::PublicKey { key, .. } = identity else {
            continue;
        };
        let hash = rsa_hash(connection, key.algorithm()).await;
        let answer = connection.authenticate_publickey_with(user, key, hash, &mut agent);
        if answer.await.is_ok_and(|answer| answer.success()) {
            return true;
        }
    }
    false
}

/// Logs in with a password, by the method `password` or else `keyboard-interactive`.
async fn with_password(connection: &mut Connection, user: &str, password: &str) -> bool {
    let answer = connection.authenticate_password(user, password).await;
    if answer.is_ok_and(|answer| answer.success()) {
        return true;
    }
    let mut dialogue = connection
        .authenticate_keyboard_interactive_start(user, None)
        .await;
    loop {
        dialogue = match dialogue {
            Ok(KeyboardInteractiveAuthResponse::Success) => return true,
            Ok(KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. }) => {
                let answers = prompts.iter().map(|_| password.to_owned()).collect();
                connection
                    .authenticate_keyboard_interactive_respond(answers)
                    .await
            }
            _ => return false,
        };
    }
}

//! `[action_std_ssh]`: options of this pack that Mistral does not have.

use std::path::{Path, PathBuf};

use mistral_actions::inject::{Inject, Injected};
use mistral_actions::{ActionContext, ActionError};

use crate::options::Group;

/// Policy for the keys of servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HostKeys {
    /// Accept every key, as Mistral does (paramiko's `AutoAddPolicy`).
    AcceptAny,
    /// Accept a key in the file, or the first key of a host, which is added to the file.
    AcceptNew(PathBuf),
    /// Accept only a key in the file.
    KnownHosts(PathBuf),
}

impl HostKeys {
    /// Returns the `known_hosts` file of the policy.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::AcceptAny => None,
            Self::AcceptNew(path) | Self::KnownHosts(path) => Some(path),
        }
    }
}

/// The operator's options for the ssh connections of actions.
#[derive(Clone, Debug)]
pub struct SshOptions {
    pub(super) host_keys: HostKeys,
    pub(super) allow_proxy_command: bool,
}

impl Inject for SshOptions {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        let group = Group::of(ctx, "action_std_ssh");
        let file = || match group.text("known_hosts_file") {
            Some(path) => Ok(PathBuf::from(path)),
            None => super::keys::ssh_folder()
                .map(|folder| folder.join("known_hosts"))
                .map_err(ActionError::internal),
        };
        let host_keys = match group.text("host_key_policy") {
            None | Some("accept-any") => HostKeys::AcceptAny,
            Some("accept-new") => HostKeys::AcceptNew(file()?),
            Some("known-hosts") => HostKeys::KnownHosts(file()?),
            Some(other) => {
                let expected = "accept-any, accept-new or known-hosts";
                return Err(group.wrong("host_key_policy", other, expected));
            }
        };
        Ok(Injected::Owned(Self {
            host_keys,
            allow_proxy_command: group.switch("allow_proxy_command", false)?,
        }))
    }
}

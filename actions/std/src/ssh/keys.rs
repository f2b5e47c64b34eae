//! Private keys: from a file, from a text, and those of the executor's own user.

use std::path::PathBuf;
use std::sync::Arc;

use russh::keys::{PrivateKey, decode_secret_key};

/// The folder of the executor's own keys.
pub(super) fn ssh_folder() -> Result<PathBuf, String> {
    let home = std::env::home_dir().ok_or("the executor's user has no home folder")?;
    Ok(home.join(".ssh"))
}

/// The key that an action names: the text of one, else a file. A relative path is below `~/.ssh`.
pub(super) fn named(
    file: Option<&str>,
    text: Option<&str>,
    passphrase: Option<&str>,
) -> Result<Option<Arc<PrivateKey>>, String> {
    let file = file.filter(|file| !file.is_empty());
    if file.is_some_and(|file| file.contains("../") || file.contains("..\\")) {
        return Err("the name of the key's file must not contain `..`".to_owned());
    }
    let read;
    let text = match (text.filter(|text| !text.is_empty()), file) {
        (Some(text), _) => text,
        (None, Some(file)) => {
            let path = ssh_folder()?.join(file);
            read = std::fs::read_to_string(&path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            &read
        }
        (None, None) => return Ok(None),
    };
    decode(text, passphrase).map(Some)
}

/// The executor's own keys that can be read, in the order in which paramiko tries them.
pub(super) fn own(passphrase: Option<&str>) -> Vec<Arc<PrivateKey>> {
    let Ok(folder) = ssh_folder() else {
        return Vec::new();
    };
    ["id_rsa", "id_ecdsa", "id_ed25519"]
        .into_iter()
        .filter_map(|name| std::fs::read_to_string(folder.join(name)).ok())
        .filter_map(|text| decode(&text, passphrase).ok())
        .collect()
}

/// A passphrase that a key does not need is of no matter, as for paramiko.
fn decode(text: &str, passphrase: Option<&str>) -> Result<Arc<PrivateKey>, String> {
    decode_secret_key(text, None)
        .or_else(|error| match passphrase {
            Some(passphrase) => decode_secret_key(text, Some(passphrase)),
            None => Err(error),
        })
        .map(Arc::new)
        .map_err(|error| format!("the private key cannot be read: {error}"))
}

//! Private keys: from a file, from text, and those of the executor's own user.

use std::path::PathBuf;
use std::sync::Arc;

use russh::keys::{PrivateKey, decode_secret_key};

/// Returns `~/.ssh` of the executor's user.
pub(super) fn ssh_folder() -> Result<PathBuf, String> {
    let home = std::env::home_dir().ok_or("the executor's user has no home directory")?;
    Ok(home.join(".ssh"))
}

/// Reads the private key of an action's input: from the text, else from the file. A relative path is below `~/.ssh`.
pub(super) fn named(
    file: Option<&str>,
    text: Option<&str>,
    passphrase: Option<&str>,
) -> Result<Option<Arc<PrivateKey>>, String> {
    let file = file.filter(|file| !file.is_empty());
    if file.is_some_and(|file| file.contains("../") || file.contains("..\\")) {
        return Err("the path of the private key must not contain `..`".to_owned());
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

/// Returns the readable keys of the executor's own user, in the order in which paramiko tries them.
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

/// Decodes a key. Ignores a passphrase that the key does not need, as paramiko does.
fn decode(text: &str, passphrase: Option<&str>) -> Result<Arc<PrivateKey>, String> {
    decode_secret_key(text, None)
        .or_else(|error| match passphrase {
            Some(passphrase) => decode_secret_key(text, Some(passphrase)),
            None => Err(error),
        })
        .map(Arc::new)
        .map_err(|error| format!("cannot decode the private key: {error}"))
}

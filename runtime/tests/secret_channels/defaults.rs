//! An action with secret defaults.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

use super::samples::{ApiKey, Undescribed};

const DEFAULT: &str = "SECRET-default";

fn default_key() -> ApiKey {
    ApiKey(Secret::new(DEFAULT.to_owned()))
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Source {
    Vault {
        #[serde(default = "default_key")]
        key: ApiKey,
    },
    #[allow(dead_code)]
    None,
}

fn default_source() -> Source {
    Source::Vault { key: default_key() }
}

/// Has secret defaults, and fails with them.
#[mistral_action(name = "test.defaults")]
async fn defaults(
    #[input(default = default_key())] key: ApiKey,
    #[input(default = Some(default_key()))] optional: Option<ApiKey>,
    #[input(default = vec![default_key()])] list: Vec<ApiKey>,
    #[input(default = BTreeMap::from([(1, default_key().0)]))] map: BTreeMap<u16, Secret<String>>,
    #[input(default = default_source())] source: Source,
    #[input(secret, default = DEFAULT.to_owned())] text: String,
    #[input(default = Undescribed(default_key().0))] undescribed: Undescribed,
) -> Result<(), ActionError> {
    drop((optional, list, map, source, undescribed));
    Err(format!("{text} {}", key.0.expose()))?
}

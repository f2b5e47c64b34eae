//! Mistral's REST API, set up from `mistral.conf`.

use std::ffi::OsString;
use std::path::PathBuf;

use mistral_cloud::http::Trust;
use mistral_cloud::keystone::{Credentials, Identity};
use mistral_cloud::mistral::{ApiSink, MistralApi};

use crate::config::{Config, ConfigLocation, ConfigPath, Keystone};

/// Returns the API of `[mistral_actions] mistral_url` or of the login's service catalog, with the login of
/// `[keystone_authtoken]`.
///
/// # Errors
///
/// If the file of certificate authorities cannot be read.
pub(crate) fn mistral_api(config: &Config) -> Result<MistralApi, String> {
    let authorities = config.cafile.clone();
    let trust = authorities.map_or(Trust::System, Trust::SystemAnd);
    // Also with `insecure`: a wrong path is an error before the first result.
    trust.check()?;
    let trust = if config.insecure {
        Trust::Anything
    } else {
        trust
    };
    let mut api = MistralApi::new()
        .trust(trust.clone())
        .url_hint("set [mistral_actions] mistral_url");
    if let Some(url) = &config.mistral_url {
        api = api.url(url)?;
    }
    Ok(match &config.keystone {
        Some(keystone) => api
            .region(keystone.region.clone())
            .login(identity(keystone, trust)),
        None => api,
    })
}

fn identity(keystone: &Keystone, trust: Trust) -> Identity {
    let credentials = Credentials::password(
        keystone.user.clone(),
        keystone.password.clone(),
        Some(keystone.project.clone()),
    );
    Identity::new(&*keystone.auth_url, credentials, trust)
}

/// Returns a sink that delivers results with the login of `[keystone_authtoken]` in these files, such as
/// `mistral.conf`, and the environment, as `serve` reads them.
///
/// Mistral's URL is that of `[mistral_actions] mistral_url` or of the login's service catalog. A refused token is
/// replaced, so that results may arrive at any time. Results for workflows of other projects require the role `admin`.
///
/// ```no_run
/// let sink = mistral_worker::api_sink_from_config_files(["/etc/mistral/mistral.conf"])?;
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// If a file or an option is invalid, or neither URL nor login is configured.
pub fn api_sink_from_config_files(
    files: impl IntoIterator<Item = impl Into<PathBuf>>,
) -> Result<ApiSink, String> {
    let location = ConfigLocation {
        paths: files
            .into_iter()
            .map(|file| ConfigPath::File(file.into()))
            .collect(),
        variables: process_variables(),
        ..ConfigLocation::default()
    };
    let config = Config::read(&mut location.read()).map_err(|problems| problems.join("; "))?;
    let api = mistral_api(&config)?;
    if !api.is_configured() {
        return Err(
            "Mistral's API is not configured; set [keystone_authtoken] or [mistral_actions] mistral_url"
                .to_owned(),
        );
    }
    Ok(api.into())
}

/// Returns the variables of the process whose values are text.
fn process_variables() -> Vec<(String, String)> {
    let texts = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(texts).collect()
}

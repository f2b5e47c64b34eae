//! Security and execution context of a call: from a file, clouds.yaml or the environment.

#[cfg(feature = "clouds")]
mod clouds;
mod credentials;
mod environment;
mod file;

use mistral_actions::{ExecutionContext, SecurityContext};

use crate::args::ContextArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::secrets::Secrets;

/// The contexts of a call.
#[derive(Debug, Default)]
pub(crate) struct Contexts {
    pub(crate) security: SecurityContext,
    pub(crate) execution: ExecutionContext,
}

/// Returns the contexts of a call.
///
/// The security context comes from a single source, since a mix could send the token of one cloud to another: the file
/// of `--context`, or the cloud, or the `OS_*` variables.
pub(crate) fn resolve(
    args: &ContextArgs,
    environment: &Environment,
    secrets: &Secrets,
) -> Result<Contexts, Failure> {
    let file = match &args.context {
        Some(path) => file::read(path)?,
        None => file::ContextFile::default(),
    };
    let cloud = args
        .os_cloud
        .clone()
        .or_else(|| environment.get("OS_CLOUD"));
    let security = match (file.security, cloud) {
        (Some(security), _) => security,
        (None, Some(cloud)) => read_cloud(&cloud, environment)?,
        (None, None) => environment::read(environment).into_context(),
    };
    credentials::collect_secrets(&security, secrets);
    Ok(Contexts {
        security,
        execution: file.execution.unwrap_or_default(),
    })
}

#[cfg(feature = "clouds")]
fn read_cloud(name: &str, environment: &Environment) -> Result<SecurityContext, Failure> {
    clouds::read(name, environment).map(credentials::Credentials::into_context)
}

#[cfg(not(feature = "clouds"))]
fn read_cloud(name: &str, _: &Environment) -> Result<SecurityContext, Failure> {
    Err(Failure::usage(format_args!(
        "cannot look up cloud `{name}`: this binary was built without the feature `clouds` of mistral-executor"
    )))
}

/// Returns the names of the clouds in clouds.yaml, for completion.
#[cfg(feature = "clouds")]
pub(crate) fn cloud_names(environment: &Environment) -> Vec<String> {
    clouds::names(environment)
}

#[cfg(not(feature = "clouds"))]
pub(crate) fn cloud_names(_: &Environment) -> Vec<String> {
    Vec::new()
}

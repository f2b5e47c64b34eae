//! On whose behalf an action runs, and for which workflow: from a file, clouds.yaml or the environment.

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

/// Finds the contexts. The security context comes from one source as a whole: the file of `--context`,
/// else the cloud, else the `OS_*` variables. Mixed, the token of one cloud could go to another.
pub(crate) fn resolve(
    args: &ContextArgs,
    environment: &Environment,
    secrets: &Secrets,
) -> Result<Contexts, Failure> {
    let given = match &args.context {
        Some(path) => file::read(path)?,
        None => file::Given::default(),
    };
    let cloud = args
        .os_cloud
        .clone()
        .or_else(|| environment.get("OS_CLOUD"));
    let security = match (given.security, cloud) {
        (Some(security), _) => security,
        (None, Some(cloud)) => of_cloud(&cloud, environment)?,
        (None, None) => environment::read(environment).into_context(),
    };
    credentials::keep_secret(&security, secrets);
    Ok(Contexts {
        security,
        execution: given.execution.unwrap_or_default(),
    })
}

#[cfg(feature = "clouds")]
fn of_cloud(name: &str, environment: &Environment) -> Result<SecurityContext, Failure> {
    clouds::read(name, environment).map(credentials::Credentials::into_context)
}

#[cfg(not(feature = "clouds"))]
fn of_cloud(name: &str, _: &Environment) -> Result<SecurityContext, Failure> {
    Err(Failure::usage(format_args!(
        "cloud `{name}` cannot be looked up: this binary is built without the feature `clouds` of mistral-executor"
    )))
}

//! Waiting for a resource to reach a status.

use std::time::Duration;

use mistral_actions::prelude::*;

/// Time between two requests for the status.
const INTERVAL: Duration = Duration::from_secs(1);

/// Calls `status` until it returns the wanted status.
///
/// # Errors
///
/// If the status starts with `error`, or the request fails.
pub(crate) async fn until<S, F, E>(
    what: &str,
    wanted: &str,
    mut status: S,
) -> Result<(), ActionError>
where
    S: FnMut() -> F,
    F: Future<Output = Result<String, E>>,
    E: Into<ActionError>,
{
    loop {
        let now = status().await.map_err(Into::into)?;
        if now == wanted {
            return Ok(());
        }
        if now.to_lowercase().starts_with("error") {
            return Err(ActionError::new(format_args!(
                "{what} is in status {now} instead of {wanted}"
            )));
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

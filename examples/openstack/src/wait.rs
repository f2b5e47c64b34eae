//! To wait until a service is done with something.

use std::time::Duration;

use mistral_actions::prelude::*;

/// How often a service is asked.
const INTERVAL: Duration = Duration::from_secs(1);

/// Waits until the status is the wanted one. `status` asks for it.
///
/// # Errors
///
/// If the status is one of `error…`, or cannot be asked for.
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

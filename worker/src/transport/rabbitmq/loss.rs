//! The reason why a connection was lost.

use std::time::Duration;

use futures_util::{Stream, StreamExt};
use lapin::Event;

use super::explain::{explain, is_of_connection};

/// Upper bound on the wait for the reason of a connection that is already gone.
const REASON_TIME: Duration = Duration::from_millis(500);

/// Returns the reason that the broker gave when it closed a connection. Operations that were under way fail with an error
/// that does not contain it.
pub(super) async fn reason_of(mut events: impl Stream<Item = Event> + Unpin) -> Option<String> {
    let reason = async {
        while let Some(event) = events.next().await {
            if let Event::Error(error) = event
                && is_of_connection(&error)
            {
                return Some(explain(&error));
            }
        }
        None
    };
    tokio::time::timeout(REASON_TIME, reason)
        .await
        .unwrap_or(None)
}

//! Back from the shelf.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Given, Id, SERVICE, in_region};
use crate::OpenStack;
use crate::client::{Range, Version};

/// Unshelve a server.
///
/// Mirrors `ServerManager.unshelve` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If there is no such server, it is on no shelf, or Nova is too old for what is asked for.
#[mistral_action(name = "nova.servers_unshelve", tags("openstack"))]
pub async fn servers_unshelve(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// Availability zone to start it in; null: in whichever there is (from microversion 2.91 on); left out: in the
    /// one that it was asked for, if any.
    #[input(default)]
    availability_zone: Given<String>,
    /// Host to start it on (from microversion 2.91 on).
    host: Option<String>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let (info, lowest) = info(&availability_zone, host.as_deref());
    let path = ["servers", server.as_ref(), "action"];
    let request = os.compute().post(path).json(json!({"unshelve": info}));
    let highest = None;
    let request = request.microversions(Range { lowest, highest });
    request.await.fails_as(SERVICE.method("servers.unshelve"))
}

/// What is asked for, and the microversion that it takes.
fn info(zone: &Given<String>, host: Option<&str>) -> (Value, Option<Version>) {
    let mut info = Map::new();
    let mut lowest = None;
    if let Some(zone) = zone.something() {
        lowest = Some(Version(2, if zone.is_some() { 77 } else { 91 }));
        info.insert("availability_zone".to_owned(), json!(zone));
    }
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        lowest = Some(Version(2, 91));
        info.insert("host".to_owned(), host.into());
    }
    let info = if info.is_empty() {
        Value::Null
    } else {
        info.into()
    };
    (info, lowest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_zone_is_something_else_than_none_given() {
        assert_eq!(info(&Given::Nothing, None), (Value::Null, None));
        let unpinned = info(&Given::Something(None), None);
        assert_eq!(
            unpinned,
            (json!({"availability_zone": null}), Some(Version(2, 91)))
        );
        let zone = Given::Something(Some("nova".to_owned()));
        let expected = json!({"availability_zone": "nova"});
        assert_eq!(info(&zone, Some("")), (expected, Some(Version(2, 77))));
        let expected = json!({"availability_zone": "nova", "host": "h"});
        assert_eq!(info(&zone, Some("h")), (expected, Some(Version(2, 91))));
    }
}

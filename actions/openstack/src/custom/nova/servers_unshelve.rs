//! Unshelving of servers.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Id, MaybeUndefined, RegionInput, SERVICE};
use crate::client::{OpenStack, Range, Version};

/// Unshelve a server.
///
/// Mirrors `ServerManager.unshelve` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If the server does not exist, it is not shelved, or Nova is too old for an input.
#[mistral_action(name = "nova.servers_unshelve", tags("openstack"))]
pub async fn servers_unshelve(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// Availability zone to start it in; null: any zone (from microversion 2.91 on); default: the zone that was
    /// requested when it was created, if any.
    #[input(default)]
    availability_zone: MaybeUndefined<String>,
    /// Host to start it on (from microversion 2.91 on).
    host: Option<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let (info, lowest) = info(&availability_zone, host.as_deref());
    let path = ["servers", server.as_ref(), "action"];
    let request = os.compute().post(path).json(json!({"unshelve": info}));
    let highest = None;
    let request = request.microversions(Range { lowest, highest });
    request.await.fails_as(SERVICE.method("servers.unshelve"))
}

/// Returns the body and the microversion that it requires.
fn info(zone: &MaybeUndefined<String>, host: Option<&str>) -> (Value, Option<Version>) {
    let mut info = Map::new();
    let mut lowest = None;
    if let Some(zone) = zone.as_option() {
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
    fn null_zone_differs_from_missing_zone() {
        assert_eq!(info(&MaybeUndefined::Undefined, None), (Value::Null, None));
        let unpinned = info(&MaybeUndefined::Null, None);
        assert_eq!(
            unpinned,
            (json!({"availability_zone": null}), Some(Version(2, 91)))
        );
        let zone = MaybeUndefined::Value("nova".to_owned());
        let expected = json!({"availability_zone": "nova"});
        assert_eq!(info(&zone, Some("")), (expected, Some(Version(2, 77))));
        let expected = json!({"availability_zone": "nova", "host": "h"});
        assert_eq!(info(&zone, Some("h")), (expected, Some(Version(2, 91))));
    }
}

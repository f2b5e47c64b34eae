//! Usage of projects. Times are texts here; novaclient requires Python `datetime`s.

use mistral_actions::prelude::*;

use super::{FailsAs, RegionInput, SERVICE};
use crate::client::{OpenStack, Request};

/// Get the usage of a project.
///
/// Mirrors `UsageManager.get` of novaclient's `v2/usage.py`.
///
/// # Errors
///
/// If Nova refuses the times.
#[mistral_action(name = "nova.usage_get", tags("openstack"), test = usage_get)]
pub async fn usage_get(
    os: &OpenStack,
    /// Id of the project.
    tenant_id: String,
    /// Start, in UTC: `2026-01-31T12:00:00` or `2026-01-31`.
    start: String,
    /// End, in the same format.
    end: String,
    /// Id of the last server of the previous page.
    marker: Option<String>,
    /// Maximum number of servers.
    limit: Option<u32>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let request = os.compute().get(["os-simple-tenant-usage", &tenant_id]);
    let request = query(request, &start, &end, marker, limit);
    let usage = request.key("tenant_usage").await;
    usage.fails_as(SERVICE.method("usage.get"))
}

/// List the usage of all projects.
///
/// Mirrors `UsageManager.list` of novaclient's `v2/usage.py`.
///
/// # Errors
///
/// If Nova refuses the times, or the caller is not an administrator.
#[mistral_action(name = "nova.usage_list", tags("openstack"), test = usage_list)]
pub async fn usage_list(
    os: &OpenStack,
    /// Start, in UTC: `2026-01-31T12:00:00` or `2026-01-31`.
    start: String,
    /// End, in the same format.
    end: String,
    /// Include the usage of each server.
    #[input(default)]
    detailed: bool,
    /// Id of the last server of the previous page.
    marker: Option<String>,
    /// Maximum number of servers.
    limit: Option<u32>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let request = os.compute().get("/os-simple-tenant-usage");
    let request = query(request, &start, &end, marker, limit);
    let request = request.query("detailed", u8::from(detailed).to_string());
    let usages = request.key("tenant_usages").await;
    usages.fails_as(SERVICE.method("usage.list"))
}

fn query(
    request: Request,
    start: &str,
    end: &str,
    marker: Option<String>,
    limit: Option<u32>,
) -> Request {
    let mut request = request.query("start", time(start)).query("end", time(end));
    if let Some(limit) = limit.filter(|limit| *limit > 0) {
        request = request.query("limit", limit.to_string());
    }
    match marker.filter(|marker| !marker.is_empty()) {
        Some(marker) => request.query("marker", marker),
        None => request,
    }
}

/// Formats a time for Nova, which requires a time of day and refuses a zone.
fn time(text: &str) -> String {
    let text = text.trim();
    let utc = text.strip_suffix(['Z', 'z']);
    let utc = utc.or_else(|| text.strip_suffix("+00:00")).unwrap_or(text);
    match utc.split_once(['T', 't', ' ']) {
        Some((day, time)) => format!("{day}T{time}"),
        None => format!("{utc}T00:00:00"),
    }
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_formatted_for_nova() {
        for text in [
            "2026-01-31",
            "2026-01-31T00:00:00Z",
            "2026-01-31 00:00:00+00:00",
        ] {
            assert_eq!(time(text), "2026-01-31T00:00:00");
        }
        // Nova refuses other zones.
        assert_eq!(
            time("2026-01-31T00:00:00+02:00"),
            "2026-01-31T00:00:00+02:00"
        );
    }
}

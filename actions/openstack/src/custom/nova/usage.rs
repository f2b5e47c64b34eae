//! What projects have used. Python takes its own type of times, which no workflow can give.

use mistral_actions::prelude::*;

use super::{FailsAs, SERVICE, in_region};
use crate::{OpenStack, Request};

/// Get what a project has used.
///
/// Mirrors `UsageManager.get` of novaclient's `v2/usage.py`.
///
/// # Errors
///
/// If Nova does not take the times.
#[mistral_action(name = "nova.usage_get", tags("openstack"), test = usage_get)]
pub async fn usage_get(
    os: &OpenStack,
    /// Id of the project.
    tenant_id: String,
    /// From when on, in UTC: `2026-01-31T12:00:00` or `2026-01-31`.
    start: String,
    /// Until when, likewise.
    end: String,
    /// Id of the server after whose usage to begin.
    marker: Option<String>,
    /// How many servers at most.
    limit: Option<u32>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let request = os.compute().get(["os-simple-tenant-usage", &tenant_id]);
    let request = query(request, &start, &end, marker, limit);
    let usage = request.key("tenant_usage").await;
    usage.fails_as(SERVICE.method("usage.get"))
}

/// List what all projects have used.
///
/// Mirrors `UsageManager.list` of novaclient's `v2/usage.py`.
///
/// # Errors
///
/// If Nova does not take the times, or the caller is no administrator.
#[mistral_action(name = "nova.usage_list", tags("openstack"), test = usage_list)]
pub async fn usage_list(
    os: &OpenStack,
    /// From when on, in UTC: `2026-01-31T12:00:00` or `2026-01-31`.
    start: String,
    /// Until when, likewise.
    end: String,
    /// Whether to tell about each server.
    #[input(default)]
    detailed: bool,
    /// Id of the server after whose usage to begin.
    marker: Option<String>,
    /// How many servers at most.
    limit: Option<u32>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
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

/// A time as Nova takes it, which knows neither zones nor days.
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
    fn times_are_told_as_nova_takes_them() {
        for text in [
            "2026-01-31",
            "2026-01-31T00:00:00Z",
            "2026-01-31 00:00:00+00:00",
        ] {
            assert_eq!(time(text), "2026-01-31T00:00:00");
        }
        // Nova refuses a zone: its hour would be another one.
        assert_eq!(
            time("2026-01-31T00:00:00+02:00"),
            "2026-01-31T00:00:00+02:00"
        );
    }
}

//! Trusts. Python takes its own type of times, which no workflow can give.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Id, SERVICE, in_region};
use crate::OpenStack;

/// Create a trust: let a user act for another one, with some of its roles.
///
/// Mirrors `TrustManager.create` of keystoneclient's `v3/contrib/trusts.py`.
///
/// # Errors
///
/// If the caller is not who trusts, or has not such a role.
#[mistral_action(name = "keystone.trusts_create", tags("openstack"))]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn trusts_create(
    os: &OpenStack,
    /// User who is trusted.
    trustee_user: Id,
    /// User who trusts.
    trustor_user: Id,
    /// Names of roles that are passed on.
    role_names: Option<Vec<String>>,
    /// Ids of roles that are passed on.
    role_ids: Option<Vec<String>>,
    /// Project that they are passed on in.
    project: Option<Id>,
    /// Whether the one who is trusted looks like the one who trusts.
    #[input(default)]
    impersonation: bool,
    /// Until when, in UTC: `2026-01-31T12:00:00Z`.
    expires_at: Option<String>,
    /// How many tokens can be had with it; null: any number.
    remaining_uses: Option<u32>,
    /// More properties, such as `allow_redelegation` and `redelegation_count`.
    #[input(flatten)]
    properties: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let names = role_names
        .iter()
        .flatten()
        .map(|name| json!({"name": name}));
    let ids = role_ids.iter().flatten().map(|id| json!({"id": id}));
    let roles: Vec<Value> = names.chain(ids).collect();
    let given = [
        ("impersonation", json!(impersonation)),
        ("trustee_user_id", json!(trustee_user)),
        ("trustor_user_id", json!(trustor_user)),
        ("project_id", json!(project)),
        (
            "roles",
            json!(Some(roles).filter(|roles| !roles.is_empty())),
        ),
        (
            "expires_at",
            json!(
                expires_at
                    .as_deref()
                    .filter(|time| !time.is_empty())
                    .map(time)
            ),
        ),
        ("remaining_uses", json!(remaining_uses)),
    ];
    let mut trust = properties;
    let given = given.into_iter().filter(|(_, value)| !value.is_null());
    trust.extend(given.map(|(name, value)| (name.to_owned(), value)));
    let request = os.identity().post("/OS-TRUST/trusts");
    let request = request.json(json!({"trust": trust})).key("trust");
    request.await.fails_as(SERVICE.method("trusts.create"))
}

/// A time as Keystone takes it, which wants parts of seconds and a zone.
fn time(text: &str) -> String {
    let text = text.trim();
    let utc = text.strip_suffix(['Z', 'z']);
    let utc = utc.or_else(|| text.strip_suffix("+00:00")).unwrap_or(text);
    let (day, time) = utc.split_once(['T', 't', ' ']).unwrap_or((utc, "00:00:00"));
    // Another zone is left for Keystone to refuse.
    if time.contains(['+', '-']) {
        return text.to_owned();
    }
    match time.split_once('.') {
        Some((seconds, parts)) => format!("{day}T{seconds}.{parts:0<6}Z"),
        None => format!("{day}T{time}.000000Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_told_as_keystone_takes_them() {
        for text in [
            "2026-01-31T00:00:00.000000Z",
            "2026-01-31",
            "2026-01-31 00:00:00",
        ] {
            assert_eq!(time(text), "2026-01-31T00:00:00.000000Z");
        }
        assert_eq!(
            time("2026-01-31T00:00:00.5+00:00"),
            "2026-01-31T00:00:00.500000Z"
        );
        assert_eq!(
            time("2026-01-31T00:00:00+02:00"),
            "2026-01-31T00:00:00+02:00"
        );
    }
}

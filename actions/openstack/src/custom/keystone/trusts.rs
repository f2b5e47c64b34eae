//! Creation of trusts. The time is a text here; keystoneclient requires a Python `datetime`.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, Id, RegionInput, SERVICE};
use crate::client::OpenStack;

/// Create a trust, with which a user acts on behalf of another, with some of its roles.
///
/// Mirrors `TrustManager.create` of keystoneclient's `v3/contrib/trusts.py`.
///
/// # Errors
///
/// If the caller is not the trustor, or does not have a role.
#[mistral_action(name = "keystone.trusts_create", tags("openstack"))]
#[expect(clippy::too_many_arguments, reason = "they are keystoneclient's")]
pub async fn trusts_create(
    os: &OpenStack,
    /// User who acts (the trustee).
    trustee_user: Id,
    /// User who delegates (the trustor).
    trustor_user: Id,
    /// Names of the delegated roles.
    role_names: Option<Vec<String>>,
    /// Ids of the delegated roles.
    role_ids: Option<Vec<String>>,
    /// Project of the delegated roles.
    project: Option<Id>,
    /// Tokens of the trust show the trustor as their user.
    #[input(default)]
    impersonation: bool,
    /// Expiry, in UTC: `2026-01-31T12:00:00Z`.
    expires_at: Option<String>,
    /// Number of tokens that can be created with it; null: unlimited.
    remaining_uses: Option<u32>,
    /// More properties, such as `allow_redelegation` and `redelegation_count`.
    #[input(flatten)]
    properties: Map<String, Value>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
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

/// Formats a time for Keystone, which requires microseconds and a zone.
fn time(text: &str) -> String {
    let text = text.trim();
    let utc = text.strip_suffix(['Z', 'z']);
    let utc = utc.or_else(|| text.strip_suffix("+00:00")).unwrap_or(text);
    let (day, time) = utc.split_once(['T', 't', ' ']).unwrap_or((utc, "00:00:00"));
    // Keystone refuses other zones.
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
    fn times_are_formatted_for_keystone() {
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

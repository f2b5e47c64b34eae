//! Pools of storage, as the scheduler sees them.

use mistral_actions::prelude::*;

use super::{FailsAs, SERVICE, in_region};
use crate::OpenStack;

/// List the pools of storage.
///
/// Mirrors `PoolManager.list` of cinderclient's `v3/pools.py`.
///
/// # Errors
///
/// If the caller is no administrator.
#[mistral_action(name = "cinder.pools_list", tags("openstack"), test = pools_list)]
pub async fn pools_list(
    os: &OpenStack,
    /// Whether to tell what the pools can do, too.
    #[input(default)]
    detailed: bool,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let mut request = os.block_storage().get("/scheduler-stats/get_pools");
    if detailed {
        request = request.query("detail", "True");
    }
    let pools = request.all("pools").await;
    let pools = pools.fails_as(SERVICE.method("pools.list"))?;
    Ok(pools.into_iter().map(flat).collect())
}

/// What a pool can do stands beside its name, not below it.
fn flat(mut pool: Value) -> Value {
    if let Some(members) = pool.as_object_mut()
        && let Some(Value::Object(capabilities)) = members.remove("capabilities")
    {
        members.extend(capabilities);
    }
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_stand_beside_the_name() {
        let pool = json!({"name": "a@b#c", "capabilities": {"free_capacity_gb": 7}});
        assert_eq!(flat(pool), json!({"name": "a@b#c", "free_capacity_gb": 7}));
        assert_eq!(flat(json!({"name": "a"})), json!({"name": "a"}));
    }
}

//! Storage pools of the scheduler.

use mistral_actions::prelude::*;

use super::{FailsAs, RegionInput, SERVICE};
use crate::client::OpenStack;

/// List the storage pools.
///
/// Mirrors `PoolManager.list` of cinderclient's `v3/pools.py`.
///
/// # Errors
///
/// If the caller is not an administrator.
#[mistral_action(name = "cinder.pools_list", tags("openstack"), test = pools_list)]
pub async fn pools_list(
    os: &OpenStack,
    /// Include the capabilities of the pools.
    #[input(default)]
    detailed: bool,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let mut request = os.block_storage().get("/scheduler-stats/get_pools");
    if detailed {
        request = request.query("detail", "True");
    }
    let pools = request.all("pools").await;
    let pools = pools.fails_as(SERVICE.method("pools.list"))?;
    Ok(pools.into_iter().map(flatten).collect())
}

/// Moves the members of `capabilities` up to the pool.
fn flatten(mut pool: Value) -> Value {
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
    fn capabilities_are_moved_to_the_pool() {
        let pool = json!({"name": "a@b#c", "capabilities": {"free_capacity_gb": 7}});
        assert_eq!(
            flatten(pool),
            json!({"name": "a@b#c", "free_capacity_gb": 7})
        );
        assert_eq!(flatten(json!({"name": "a"})), json!({"name": "a"}));
    }
}

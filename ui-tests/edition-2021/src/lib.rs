//! Actions in a crate of edition 2021. One of them has the same name as one in `tests/duplicates.rs`.
#![deny(warnings)]

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

/// A flavor.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Flavor {
    /// Memory, in MB.
    pub ram: u32,
}

/// Combines several kinds of parameters.
///
/// # Errors
///
/// If a flavor has no memory.
#[mistral_action(name = "test.old", test = old, timeout = "1s", tags("old"))]
pub async fn old(
    ctx: &SecurityContext,
    #[input(default = "x", length(min = 1))] r#async: String,
    #[input(default)] flavors: Vec<Flavor>,
    kind: Option<String>,
    #[input(flatten)] rest: BTreeMap<String, Value>,
) -> Result<Vec<Flavor>, ActionError> {
    drop((ctx.user_name.clone(), r#async, kind, rest));
    if flavors.iter().any(|flavor| flavor.ram == 0) {
        Err("a flavor without memory")?;
    }
    Ok(flavors)
}

/// Has the name of an action in another crate.
#[mistral_action(name = "test.claimed", blocking)]
pub fn claimed() {}

#[cfg(test)]
mod tests {
    use mistral_actions::prelude::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn actions_run_in_edition_2021() {
        let test = ActionTest::new();
        test.run("test.old", json!({"flavors": [{"ram": 1}], "more": 1}))
            .assert_data([super::Flavor { ram: 1 }]);
        test.run("test.old", json!({"flavors": [{"ram": 0}]}))
            .assert_error("a flavor without memory");
        test.run("test.claimed", json!({})).assert_data(());
    }
}

//! `action_region`, an input that mistral-extra adds to every action.

use mistral_actions::prelude::*;

use crate::client::OpenStack;

/// Name of the input.
pub(crate) const ACTION_REGION: &str = "action_region";

/// The input of a custom action, which flattens this type: `#[input(flatten, default)] region: RegionInput`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Input)]
pub struct RegionInput {
    /// Region of the endpoint; defaults to the region of the workflow's context.
    pub action_region: Option<String>,
}

impl RegionInput {
    /// Returns a client for the region; the same client if none is given.
    pub(crate) fn client(&self, os: &OpenStack) -> OpenStack {
        in_region(os, self.action_region.as_deref())
    }
}

/// Adds the input to the schema of a templated action.
pub(crate) fn add_to_schema(schema: &mut Value) {
    schema["properties"][ACTION_REGION] = json!({
        "type": ["string", "null"],
        "default": "",
        "description": "Region of the endpoint; defaults to the region of the workflow's context.",
    });
}

/// Returns a client for the region that was given to an action; the same client if none was given.
pub(crate) fn in_region(os: &OpenStack, region: Option<&str>) -> OpenStack {
    match region.filter(|region| !region.is_empty()) {
        Some(region) => os.region(region),
        None => os.clone(),
    }
}

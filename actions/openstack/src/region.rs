//! `action_region`, an input that mistral-extra adds to every action.

use serde_json::{Value, json};

use crate::client::OpenStack;

/// Name of the input.
pub(crate) const ACTION_REGION: &str = "action_region";

/// Adds the input to a schema.
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

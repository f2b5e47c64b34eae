//! `action_region`, an input of every action. mistral-extra adds it to those of the client's method.

use serde_json::{Value, json};

use crate::OpenStack;

/// Its name.
pub(crate) const ACTION_REGION: &str = "action_region";

/// Adds it to the schema of an input.
pub(crate) fn describe(schema: &mut Value) {
    schema["properties"][ACTION_REGION] = json!({
        "type": ["string", "null"],
        "default": "",
        "description": "Region whose endpoint is asked; that of the workflow's context if it is empty.",
    });
}

/// The client for the region that an action was given, if it was given one.
pub(crate) fn in_region(os: &OpenStack, region: Option<&str>) -> OpenStack {
    match region.filter(|region| !region.is_empty()) {
        Some(region) => os.region(region),
        None => os.clone(),
    }
}

//! [`Fine`]: the stand-in type of checks that have nothing to check.

use schemars::JsonSchema;

/// Stands in for a type where there is nothing to check.
#[derive(Debug, serde::Deserialize, serde::Serialize, JsonSchema)]
pub struct Fine;

//! Everything an action usually needs: `use mistral_actions::prelude::*;`.

pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
pub use serde_json::{Value, json};
pub use tokio_util::sync::CancellationToken;

pub use crate::testing::ActionTest;
pub use crate::{
    Action, ActionContext, ActionError, ActionRequest, ActionResult, Actions, Dispatcher, DryRun,
    ExecutionContext, Progress, ResultHandle, Secret, SecurityContext, State, mistral_action,
    register_action,
};

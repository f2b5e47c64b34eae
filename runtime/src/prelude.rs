//! Everything that an action usually needs: `use mistral_actions::prelude::*;`.

pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
pub use serde_json::{Value, json};
pub use tokio_util::sync::CancellationToken;

pub use crate::async_result::ResultHandle;
pub use crate::inject::State;
pub use crate::progress::Progress;
pub use crate::{
    Action, ActionContext, ActionError, ActionRequest, ActionResult, Actions, Dispatcher, DryRun,
    ExecutionContext, Input, Secret, SecurityContext, mistral_action, register_action,
};

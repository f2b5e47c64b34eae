//! [`DynAction`]: an action that is created at run time.

use async_trait::async_trait;
use serde_json::Value;

use crate::catalog::ActionEntry;
use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::ActionError;
use crate::input::InputErrors;
use crate::result::ActionResult;

/// An action that is created at run time: forwarded to a server, read from a table, …
#[async_trait]
pub trait DynAction: Send + Sync {
    /// Returns its entry in the catalog.
    fn entry(&self) -> &ActionEntry;

    /// Validates an input without running the action, and returns it as the action receives it. Called
    /// before [`run`](Self::run) and [`test`](Self::test).
    ///
    /// By default the input is validated against the schema of the [entry](Self::entry). An action that
    /// is forwarded to a server may accept any input and leave the validation to the server.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn check(&self, input: Value) -> Result<Value, InputErrors> {
        self.entry().check(input).map(Value::Object)
    }

    /// Runs the action, with an input that [`check`](Self::check) returned.
    ///
    /// # Errors
    ///
    /// Any error of the action.
    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError>;

    /// Dry-runs the action.
    ///
    /// # Errors
    ///
    /// An error with which `run` would certainly fail.
    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        let _ = (input, ctx);
        Ok(DryRun::InputIsValid)
    }
}

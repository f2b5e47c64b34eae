//! [`DynAction`]: an action that is made at run time.

use async_trait::async_trait;
use serde_json::Value;

use crate::catalog::ActionEntry;
use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::ActionError;
use crate::input::InputErrors;
use crate::result::ActionResult;

/// An action that is made at run time: forwarded to a server, read from a table, …
#[async_trait]
pub trait DynAction: Send + Sync {
    /// What the catalog says of it.
    fn entry(&self) -> &ActionEntry;

    /// Checks an input without running anything; returns it as the action would see it. Called before
    /// [`run`](Self::run) and [`test`](Self::test).
    ///
    /// Unless told otherwise it holds the input against the schema of the [entry](Self::entry); an action
    /// that runs elsewhere, where somebody else checks, may take whatever comes.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn check(&self, input: Value) -> Result<Value, InputErrors> {
        self.entry().check(input).map(Value::Object)
    }

    /// Does the work, with an input that was [checked](Self::check).
    ///
    /// # Errors
    ///
    /// Whatever the action fails with.
    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError>;

    /// The dry run.
    ///
    /// # Errors
    ///
    /// What `run` would surely fail with.
    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        let _ = (input, ctx);
        Ok(DryRun::InputIsValid)
    }
}

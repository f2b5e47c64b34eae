//! [`Action`]: the unit of work, with the methods of Mistral's Python class.

use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::ActionError;
use crate::result::ActionResult;

/// The unit of work that a Mistral task calls. A value of the type is one call; its fields are the input.
///
/// `#[mistral_action]` implements the trait for the input type that it generates. A hand-written
/// implementation corresponds to a class derived from Mistral's `mistral_lib.actions.Action`: fields in
/// place of the arguments of `__init__`, the same methods, and
/// [`register_action!`](crate::register_action) in place of an entry point.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// /// Greets somebody.
/// #[derive(Deserialize, JsonSchema)]
/// struct Greet {
///     /// Whom to greet.
///     name: String,
/// }
///
/// impl Action for Greet {
///     type Output = String;
///
///     async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<String>, ActionError> {
///         Ok(ActionResult::Data(format!("Hello, {}!", self.name)))
///     }
/// }
///
/// register_action!(Greet, name = "demo.greet");
///
/// ActionTest::new().run("demo.greet", json!({"name": "Ada"})).assert_data("Hello, Ada!");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action: it does not implement `mistral_actions::Action`",
    label = "has no `run`"
)]
pub trait Action: Send + Sized + 'static {
    /// Type of the data that the action returns on success.
    type Output: Send + 'static;

    /// Runs the action.
    ///
    /// # Errors
    ///
    /// Any error of the action.
    fn run(
        self,
        ctx: &ActionContext,
    ) -> impl Future<Output = Result<ActionResult<Self::Output>, ActionError>> + Send;

    /// Dry-runs the action: returns the result that [`run`](Self::run) would return, and changes nothing.
    ///
    /// # Errors
    ///
    /// An error with which `run` would certainly fail.
    fn test(
        self,
        ctx: &ActionContext,
    ) -> impl Future<Output = Result<DryRun<Self::Output>, ActionError>> + Send {
        let _ = ctx;
        async { Ok(DryRun::InputIsValid) }
    }

    /// Returns whether [`test`](Self::test) does more than validate the input.
    ///
    /// Like [`is_sync`](Self::is_sync), it depends on the type and not on the input, because the catalog
    /// lists it.
    fn has_dry_run() -> bool {
        false
    }

    /// Returns whether [`run`](Self::run) returns the result. If not, `run` only starts the work, and a
    /// [`ResultHandle`](crate::async_result::ResultHandle) delivers the result later.
    ///
    /// It depends on the type and not on the input, because the catalog lists it.
    fn is_sync() -> bool {
        true
    }
}

//! [`Action`]: the unit of work, with Mistral's three methods.

use crate::context::ActionContext;
use crate::dry_run::DryRun;
use crate::error::ActionError;
use crate::result::ActionResult;

/// The unit of work that a Mistral task calls. A value of the type is one call: its fields are the input.
///
/// `#[mistral_action]` implements it for the input type that it generates. Implementing it by hand is
/// the class-like way, after Mistral's `mistral_lib.actions.Action`: fields for what Python's
/// `__init__` takes, the same three methods, and [`register_action!`](crate::register_action) in place
/// of an entry point.
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
    /// What the action returns on success.
    type Output: Send + 'static;

    /// Does the work.
    ///
    /// # Errors
    ///
    /// Whatever the action fails with.
    fn run(
        self,
        ctx: &ActionContext,
    ) -> impl Future<Output = Result<ActionResult<Self::Output>, ActionError>> + Send;

    /// The dry run: says what [`run`](Self::run) would do, and changes nothing.
    ///
    /// # Errors
    ///
    /// What `run` would surely fail with.
    fn test(
        self,
        ctx: &ActionContext,
    ) -> impl Future<Output = Result<DryRun<Self::Output>, ActionError>> + Send {
        let _ = ctx;
        async { Ok(DryRun::InputIsValid) }
    }

    /// Whether [`test`](Self::test) says more than that the input is valid.
    ///
    /// Like [`is_sync`](Self::is_sync) a property of the action and not of one call, so that the catalog can tell.
    fn has_dry_run() -> bool {
        false
    }

    /// Whether [`run`](Self::run) returns the result. If not, it only starts the work, and the result is
    /// delivered later through Mistral's API, by a [`ResultHandle`](crate::async_result::ResultHandle).
    ///
    /// A property of the action and not of one call, so that the catalog can tell.
    fn is_sync() -> bool {
        true
    }
}

//! [`Actions`]: the handle through which an action calls other actions.

use std::fmt;

use super::call::CallState;

/// The handle through which an action calls other actions. Cheap to clone.
///
/// A reused action runs as if a workflow had called it (the specification's *mistral.actions.api.utils*):
/// its input is checked, it gets the caller's contexts, its time limit, panic isolation and tracing apply,
/// and in a dry run it is dry-run as well.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// /// Doubles a number.
/// #[mistral_action(name = "demo.double")]
/// async fn double(number: i64) -> i64 {
///     number * 2
/// }
///
/// /// Doubles twice: with a typed call, and with a call by name.
/// #[mistral_action(name = "demo.quadruple")]
/// async fn quadruple(actions: &Actions, number: i64) -> Result<Value, ActionError> {
///     let doubled = actions.call(Double { number }).await?; // typed: the compiler checks the types
///     actions.get("demo.double")?.run(json!({"number": doubled})).await // by name: any action
/// }
///
/// ActionTest::new().run("demo.quadruple", json!({"number": 3})).assert_data(12);
/// ```
#[derive(Clone)]
pub struct Actions {
    pub(crate) call: CallState,
}

impl fmt::Debug for Actions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actions(called from `{}`)", self.call.action().name())
    }
}

//! `std.fail`.

use mistral_actions::prelude::*;

use crate::python;

/// 'Always fail' action.
///
/// If you pass the `error_data` parameter, this action will be failed and return this data as error data.
/// Otherwise, the action just fails with a message. This behavior is useful in a number of cases, especially
/// if we need to test a scenario where some of workflow tasks fail.
///
/// Mirrors `mistral.actions.std_actions.FailAction`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions_std as _;
///
/// let error = ActionTest::new().run("std.fail", json!({"error_data": {"code": 7}})).error();
/// assert_eq!(error.data(), Some(&json!({"code": 7})));
/// ```
///
/// # Errors
///
/// Always.
#[mistral_action(name = "std.fail", tags("std"), test = fail)]
pub async fn fail(
    /// Action will be failed with this data.
    error_data: Option<Value>,
) -> Result<ActionResult<()>, ActionError> {
    tracing::info!("running fail action");
    match error_data {
        Some(error) if python::is_true(&error) => Ok(ActionResult::error(error)),
        _ => Err("Fail action expected exception.")?,
    }
}

mistral_wire::register_python_class!("mistral.actions.std_actions.FailAction", |mut object| {
    let call = object.call("std.fail");
    Ok(call.input("error_data", object.take("error_data")))
});

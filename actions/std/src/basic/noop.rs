//! `std.noop` and `std.async_noop`.

use mistral_actions::prelude::*;

/// No-operation action.
///
/// This action does nothing. It can be mostly useful for testing and debugging purposes.
///
/// Mirrors `mistral.actions.std_actions.NoOpAction`.
#[mistral_action(name = "std.noop", tags("std"), test = noop)]
pub async fn noop() {
    tracing::info!("running no-op action");
}

mistral_wire::register_python_class!("mistral.actions.std_actions.NoOpAction", |object| {
    Ok(object.call("std.noop"))
});

/// Asynchronous no-operation action.
///
/// This action does nothing and completes when a result for it is delivered.
///
/// Mirrors `mistral.actions.std_actions.AsyncNoOpAction`.
#[mistral_action(name = "std.async_noop", asynchronous, tags("std"), test = async_noop)]
pub async fn async_noop(_execution: &ExecutionContext) {
    tracing::info!("running no-op action");
}

mistral_wire::register_python_class!("mistral.actions.std_actions.AsyncNoOpAction", |object| Ok(
    object.call("std.async_noop")
));

#[cfg(test)]
mod tests {
    use super::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn noop_returns_null_and_async_noop_no_result() {
        ActionTest::new()
            .run("std.noop", json!({}))
            .assert_data(Value::Null);
        let outcome = ActionTest::new().run("std.async_noop", json!({}));
        assert_eq!(outcome.into_result().unwrap(), None);
    }
}

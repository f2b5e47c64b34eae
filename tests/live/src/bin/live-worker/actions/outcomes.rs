//! One action for each outcome.

use mistral_actions::prelude::*;

/// Return the input.
#[mistral_action(name = "live.echo", aliases("live.say"))]
async fn echo(value: Value) -> Value {
    value
}

/// Fail with a message.
#[mistral_action(name = "live.fail")]
async fn fail(message: String) -> Result<Value, ActionError> {
    Err(message)?
}

/// Return an error result with data.
#[mistral_action(name = "live.refuse")]
async fn refuse(reason: Value) -> ActionResult<Value> {
    ActionResult::error(reason)
}

/// Cancel the task.
#[mistral_action(name = "live.cancel")]
async fn cancel() -> ActionResult<Value> {
    ActionResult::Cancel
}

/// Panic.
#[mistral_action(name = "live.panic")]
async fn panic(message: String) -> Value {
    panic!("{message}")
}

/// Return a number between 1 and 10 and a word.
#[mistral_action(name = "live.limited")]
async fn limited(#[input(range(min = 1, max = 10))] number: u8, word: String) -> String {
    format!("{number} {word}")
}

/// Return facts about the security and the execution context.
#[mistral_action(name = "live.context")]
async fn context(security: &SecurityContext, execution: &ExecutionContext) -> Value {
    let token = security.auth_token.as_ref();
    json!({
        "token_length": token.map(|token| token.expose().len()),
        "workflow": execution.workflow_name,
        "index": execution.with_items_index,
        "has_id": execution.action_execution_id.is_some(),
    })
}

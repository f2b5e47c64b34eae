//! [`ExecutionContext`]: the workflow, task and action execution of a call.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The workflow, task and action execution that an action runs for; empty outside a workflow.
///
/// Mirrors `mistral_lib.actions.context.ExecutionContext`. Serializing it omits the keys that Mistral
/// omitted, and keeps unknown ones, which are in [`extra`](Self::extra).
///
/// ```
/// use mistral_actions::ExecutionContext;
///
/// let ctx: ExecutionContext = serde_json::from_str(
///     r#"{"workflow_name": "hello", "action_execution_id": "a7eb257e"}"#,
/// ).unwrap();
/// assert_eq!(ctx.action_execution_id.as_deref(), Some("a7eb257e"));
/// assert_eq!(ctx.with_items_index, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ExecutionContext {
    /// Id of the workflow execution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_execution_id: Option<String>,
    /// Id of the task execution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_execution_id: Option<String>,
    /// Id of the action execution (`action_ex_id`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_execution_id: Option<String>,
    /// Name of the workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_name: Option<String>,
    /// Path below Mistral's API URL to deliver an asynchronous result to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_url: Option<String>,
    /// Index of the item, in a task with `with-items`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_items_index: Option<u64>,
    /// Number of times that the task has been rerun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_rerun_no: Option<u64>,
    /// Id of the rerun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_rerun_id: Option<String>,
    /// HTTP headers that the actions of the workflow add to their requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_propagated_headers: Option<Map<String, Value>>,
    /// All other keys.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_of_mistral_round_trips() {
        for sent in [
            json!({}),
            json!({
                "workflow_execution_id": "c1d2", "task_execution_id": "5cee", "workflow_name": "hello",
                "action_execution_id": "a7eb", "callback_url": "/v2/action_executions/a7eb"
            }),
            json!({
                "with_items_index": 3, "task_rerun_no": 1, "task_rerun_id": "r-1",
                "workflow_propagated_headers": {"x-request": "7"}, "of_a_later_mistral": [1]
            }),
        ] {
            let context: ExecutionContext = serde_json::from_value(sent.clone()).unwrap();
            assert_eq!(serde_json::to_value(&context).unwrap(), sent);
        }
    }
}

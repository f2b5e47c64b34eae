//! Tasks of Glance.

use mistral_actions::prelude::*;
use serde_json::Map;

use super::{FailsAs, in_region, without_self};
use crate::OpenStack;

/// Create a task.
///
/// Mirrors `Controller.create` of glanceclient's `v2/tasks.py`.
///
/// # Errors
///
/// If Glance does not take a property, or the caller may not create tasks.
#[mistral_action(name = "glance.tasks_create", tags("openstack"))]
pub async fn tasks_create(
    os: &OpenStack,
    /// Its properties: `type` and `input`.
    #[input(flatten)]
    properties: Map<String, Value>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let task = os.image().post("/tasks").json(properties).await;
    task.map(without_self).fails_as("GlanceAction.tasks.create")
}

/// Get a task.
///
/// Mirrors `Controller.get` of glanceclient's `v2/tasks.py`.
///
/// # Errors
///
/// If there is no such task.
#[mistral_action(name = "glance.tasks_get", tags("openstack"), test = tasks_get)]
pub async fn tasks_get(
    os: &OpenStack,
    /// Id of the task.
    task_id: String,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let task = os.image().get(["tasks", &task_id]).await;
    task.map(without_self).fails_as("GlanceAction.tasks.get")
}

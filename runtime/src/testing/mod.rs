//! Unit tests of actions without a server or an async runtime.
//!
//! ```
//! use mistral_actions::prelude::*;
//! use mistral_actions::testing::ActionTest;
//!
//! /// Greets somebody.
//! #[mistral_action(name = "demo.greet")]
//! async fn greet(name: String) -> String {
//!     format!("Hello, {name}!")
//! }
//!
//! // In a `#[test]` function:
//! ActionTest::new().run("demo.greet", json!({"name": "Ada"})).assert_data("Hello, Ada!");
//! ```

mod action_test;
mod diff;
mod examples;
mod outcome;
mod stubs;

pub use action_test::ActionTest;
pub use examples::assert_examples;
pub use outcome::TestOutcome;

use serde_json::json;

use crate::context::{ExecutionContext, SecurityContext};

/// Returns the security context of a user `demo` in a project `demo`, with an invalid token.
#[allow(clippy::missing_panics_doc, reason = "the JSON is valid")]
pub fn security_context() -> SecurityContext {
    serde_json::from_value(json!({
        "user": "11111111111111111111111111111111", "user_name": "demo",
        "project_id": "22222222222222222222222222222222", "project_name": "demo",
        "auth_token": "token-of-a-test", "auth_uri": "http://127.0.0.1:5000/v3",
        "region_name": "RegionOne", "roles": ["member"], "request_id": "req-of-a-test"
    }))
    .expect("the JSON must match the fields of the context")
}

/// Returns the execution context of a task of a workflow `test`.
#[allow(clippy::missing_panics_doc, reason = "the JSON is valid")]
pub fn execution_context() -> ExecutionContext {
    serde_json::from_value(json!({
        "workflow_name": "test",
        "workflow_execution_id": "00000000-0000-4000-8000-000000000001",
        "task_execution_id": "00000000-0000-4000-8000-000000000002",
        "action_execution_id": "00000000-0000-4000-8000-000000000003",
        "callback_url": "/v2/action_executions/00000000-0000-4000-8000-000000000003"
    }))
    .expect("the JSON must match the fields of the context")
}

//! Conflicts of names: a table row with the name of a function, and a repeated row.

use std::sync::Arc;

use mistral_actions::catalog::ActionEntry;
use mistral_actions::prelude::*;
use mistral_actions::provider::{DynAction, TableRow};
use mistral_actions::{Registry, async_trait};

/// Greets.
#[mistral_action(name = "demo.greet")]
async fn greet() -> &'static str {
    "Hello!"
}

struct Row(ActionEntry);

#[async_trait]
impl DynAction for Row {
    fn entry(&self) -> &ActionEntry {
        &self.0
    }

    async fn run(&self, _: Value, _: &ActionContext) -> Result<ActionResult<Value>, ActionError> {
        Ok(ActionResult::Cancel)
    }
}

fn rows() -> Vec<TableRow> {
    let row = |name| TableRow {
        name,
        action: Arc::new(Row(ActionEntry::new(name, json!({"type": "object"})))),
    };
    ["demo.greet", "demo.twice", "demo.twice"].map(row).into()
}

mistral_actions::register_action_table!(rows);

#[test]
fn duplicate_table_names_are_reported_with_their_places() {
    let error = Registry::linked().unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines[0], "action names must be unique");
    assert_eq!(lines[1], "  `demo.greet` is defined 2 times:");
    assert!(
        lines[2].contains("table_conflict.rs:11 (crate mistral-actions "),
        "{error}"
    );
    assert!(
        lines[3].contains("table_conflict.rs:37 (crate mistral-actions "),
        "{error}"
    );
    assert_eq!(lines[4], "  `demo.twice` is defined 2 times:");
    assert_eq!(lines[5], lines[6]);
}

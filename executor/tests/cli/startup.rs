//! A binary with missing state describes its actions and refuses to run them.

use std::sync::Arc;

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::DynAction;
use mistral_actions::{
    ActionContext, ActionDescriptor, ActionError, ActionProvider, ActionResult, async_trait,
};
use mistral_executor::Exit;
use serde_json::{Value, json};

use crate::support::{app, run_app, stateless};

#[test]
fn describing_requires_no_state() {
    for args in [
        &["list"][..],
        &["show", "demo.greet"],
        &["catalog"],
        &["validate", "demo.greet", "name=Ada"],
        &["completions", "bash"],
    ] {
        run_app(stateless(), args).success();
    }
}

#[test]
fn running_reports_missing_state() {
    for command in ["run", "test"] {
        let outcome = run_app(stateless(), &[command, "demo.echo", "output=1"]);
        assert_eq!(outcome.exit, Exit::CannotStart.code(), "{outcome:?}");
        assert!(
            outcome.err.starts_with("error: actions need state"),
            "{outcome:?}"
        );
        assert!(
            outcome.err.contains("Greeting") && outcome.err.contains("`demo.greet`"),
            "{outcome:?}"
        );
    }
}

struct Remote(ActionEntry);

#[async_trait]
impl DynAction for Remote {
    fn entry(&self) -> &ActionEntry {
        &self.0
    }

    async fn run(
        &self,
        input: Value,
        _: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        Ok(ActionResult::Data(input["n"].clone()))
    }
}

struct Remotes;

#[async_trait]
impl ActionProvider for Remotes {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        let all = self.find_all().await?;
        Ok(all.into_iter().find(|action| action.name() == name))
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        let input = json!({"properties": {"n": {"type": "integer"}, "key": {"type": "string", "writeOnly": true}}});
        let action = Remote(ActionEntry::new("remote.next", input));
        Ok(vec![ActionDescriptor::provided(Arc::new(action))])
    }
}

#[test]
fn provided_actions_work_like_linked_ones() {
    let cli = |args: &[&str]| run_app(app().provider(Remotes), args).success();
    assert!(
        cli(&["list", "--namespace", "remote"])
            .out
            .starts_with("remote.next")
    );
    assert!(cli(&["list"]).out.contains("demo.greet"));
    assert!(
        cli(&["show", "remote.next"])
            .out
            .contains("key: string, optional, secret")
    );
    assert_eq!(cli(&["run", "remote.next", "n=5"]).out, "5\n");
    assert_eq!(
        cli(&["validate", "remote.next", "key=hunter2"]).json(),
        json!({"key": "***"})
    );
    assert!(
        !cli(&["test", "remote.next", "key=hunter2"])
            .out
            .contains("hunter2")
    );
}

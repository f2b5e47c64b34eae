//! Names of actions: order, duplicates, unknown names; providers in addition to linked actions.

use std::sync::Arc;
use std::time::Duration;

use mistral_actions::catalog::{ActionEntry, Catalog};
use mistral_actions::dispatch::CallOptions;
use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;
use mistral_actions::private::{ActionVTable, LinkedAction, OnceMetadata, Origin};
use mistral_actions::provider::{CompositeProvider, DynAction};
use mistral_actions::testing::ActionTest;
use mistral_actions::{ActionDescriptor, ActionProvider, Registry, async_trait};

/// Greets somebody.
#[mistral_action(name = "demo.greet", aliases("demo.hello"))]
async fn greet(name: String) -> String {
    format!("Hello, {name}!")
}

/// Runs the action with the given name.
#[mistral_action(name = "demo.delegate")]
async fn delegate(actions: &Actions, name: String) -> Result<Value, ActionError> {
    actions.get(&name)?.run(json!({"name": "Ada"})).await
}

/// Returns an action as if registered by another crate.
const fn linked(
    name: &'static str,
    aliases: &'static [&'static str],
    file: &'static str,
    line: u32,
) -> LinkedAction {
    LinkedAction {
        name,
        aliases,
        docs: "",
        tags: &[],
        deprecated: None,
        timeout: None,
        is_blocking: false,
        injects: &[],
        requirements: &[],
        origin: Origin {
            krate: "pack",
            version: "0.1.0",
            file,
            line,
        },
        vtable: ActionVTable::of::<Greet>(),
        metadata: OnceMetadata::new(),
    }
}

static CONFLICTING: [LinkedAction; 5] = [
    linked("z.last", &["a.first"], "pack/src/z.rs", 9),
    linked("a.first", &[], "pack/src/b.rs", 2),
    linked("a.first", &[], "pack/src/a.rs", 7),
    linked("m.other", &["m.alias"], "pack/src/m.rs", 1),
    linked("m.alias", &[], "pack/src/n.rs", 3),
];

static SAME_IN_TWO: [LinkedAction; 2] = [
    linked("glance.list", &[], "pack/src/g.rs", 1),
    linked("neutron.list", &[], "pack/src/n.rs", 1),
];

#[test]
fn all_conflicts_are_reported_with_their_places() {
    let error = Registry::of(&CONFLICTING).unwrap_err().to_string();
    let expected = "action names must be unique
  `a.first` is defined 3 times:
    pack/src/a.rs:7 (crate pack 0.1.0)
    pack/src/b.rs:2 (crate pack 0.1.0)
    pack/src/z.rs:9 (crate pack 0.1.0)
  `m.alias` is defined 2 times:
    pack/src/n.rs:3 (crate pack 0.1.0)
    pack/src/m.rs:1 (crate pack 0.1.0)";
    assert_eq!(error, expected);
}

#[test]
fn unknown_name_error_has_suggestions() {
    let registry = Registry::linked().unwrap();
    let message = |name: &str| registry.get(name).unwrap_err().to_string();
    assert_eq!(
        message("demo.gret"),
        "unknown action `demo.gret`; did you mean `demo.greet`?"
    );
    for (name, meant) in [("delegate", "demo.delegate"), ("hello", "demo.hello")] {
        assert_eq!(
            message(name),
            format!("unknown action `{name}`; did you mean `{meant}`?"),
            "name without its namespace"
        );
    }
    let ambiguous = Registry::of(&SAME_IN_TWO).unwrap();
    assert_eq!(
        ambiguous.get("list").unwrap_err().to_string(),
        "unknown action `list`"
    );
    assert_eq!(
        message("nova.servers_get"),
        "unknown action `nova.servers_get`; this binary has no action in the namespace `nova`: if a crate \
         provides it, list the crate in Cargo.toml and name it in main.rs, as in `use my_actions as _;`"
    );
    let empty = Registry::of(&[]).unwrap();
    assert_eq!(
        empty.get("demo.greet").unwrap_err().to_string(),
        "unknown action `demo.greet`; this binary has no actions at all: a crate that is only listed in \
         Cargo.toml is not linked, name it in main.rs with `use my_actions as _;`"
    );
}

#[test]
fn names_are_sorted_and_aliases_lead_to_the_action() {
    let registry = Registry::linked().unwrap();
    let names: Vec<&str> = registry.iter().map(ActionDescriptor::name).collect();
    assert_eq!(names, ["demo.delegate", "demo.greet"]);
    assert_eq!(registry.find("demo.hello").unwrap().name(), "demo.greet");
    ActionTest::new()
        .run("demo.hello", json!({"name": "Ada"}))
        .assert_data("Hello, Ada!");
}

/// An action that is defined at run time.
struct Remote(ActionEntry);

#[async_trait]
impl DynAction for Remote {
    fn entry(&self) -> &ActionEntry {
        &self.0
    }

    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        Ok(ActionResult::Data(
            json!({"server": self.0.summary, "input": input, "depth": ctx.depth()}),
        ))
    }
}

/// A server with some actions.
struct Server(&'static str, &'static [&'static str]);

impl Server {
    fn action(&self, name: &str) -> ActionDescriptor {
        let mut entry = ActionEntry::new(name, json!({"type": "object"}));
        self.0.clone_into(&mut entry.summary);
        ActionDescriptor::provided(Arc::new(Remote(entry)))
    }
}

#[async_trait]
impl ActionProvider for Server {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        if name == "broken.action" {
            Err("the server does not answer")?;
        }
        Ok(self.1.contains(&name).then(|| self.action(name)))
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        Ok(self.1.iter().map(|name| self.action(name)).collect())
    }
}

#[test]
fn providers_are_asked_in_order_after_the_binary() {
    let test = ActionTest::new().configure(|builder| {
        builder
            .provider(Server("one", &["demo.greet", "std.http"]))
            .provider(Server("two", &["std.http", "std.ssh"]))
    });
    let run = |name: &str| test.run("demo.delegate", json!({"name": name}));
    run("demo.greet").assert_data("Hello, Ada!");
    run("std.http").assert_data(json!({"server": "one", "input": {"name": "Ada"}, "depth": 1}));
    run("std.ssh").assert_data(json!({"server": "two", "input": {"name": "Ada"}, "depth": 1}));
    run("broken.action").assert_error("the server does not answer");
    assert_eq!(run("std.unknown").error().kind(), ErrorKind::UnknownAction);
}

#[tokio::test]
async fn found_action_runs_without_another_lookup() {
    // The dispatcher itself has no provider.
    let dispatcher = Dispatcher::builder().build().unwrap();
    let remote = Server("one", &["std.http"]).action("std.http");
    let linked = dispatcher.find("demo.hello").await.unwrap();
    let call = async |action| {
        let input = json!({"name": "Ada"}).into();
        let options = CallOptions::new().timeout(Duration::from_secs(60));
        let result = dispatcher.call_action(action, input, options).await;
        result.and_then(ActionResult::into_data)
    };
    assert_eq!(
        call(&remote).await.unwrap(),
        json!({"server": "one", "input": {"name": "Ada"}, "depth": 0})
    );
    assert_eq!(call(&linked).await.unwrap(), "Hello, Ada!");
    let invalid = dispatcher.call_action(&linked, json!({}).into(), CallOptions::new());
    let invalid = invalid.await.unwrap_err();
    assert_eq!(invalid.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn composite_hides_shadowed_actions() {
    let registry = Registry::linked().unwrap();
    let servers = Server("one", &["std.http", "demo.greet"]);
    let composite = CompositeProvider::new(vec![Arc::new(registry), Arc::new(servers)]);
    let all = composite.find_all().await.unwrap();
    let names: Vec<&str> = all.iter().map(ActionDescriptor::name).collect();
    assert_eq!(names, ["demo.delegate", "demo.greet", "std.http"]);
    assert_eq!(all[1].summary(), "Greets somebody.");
    let entries = Catalog::of(&all).actions;
    assert_eq!(entries[2].summary, "one");
}

#[test]
fn stub_of_alias_replaces_action() {
    let test = ActionTest::new().stub_named("demo.hello", |_| Ok(json!("stubbed")));
    for name in ["demo.greet", "demo.hello"] {
        test.run("demo.delegate", json!({"name": name}))
            .assert_data("stubbed");
    }
}

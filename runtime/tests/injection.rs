//! Injection of `&T` parameters and the contexts of a call.

use mistral_actions::error::ErrorKind;
use mistral_actions::inject::{Inject, Injected, Requirement};
use mistral_actions::prelude::*;
use mistral_actions::testing;
use mistral_actions::testing::ActionTest;

/// Returns parts of the injected contexts.
#[mistral_action(name = "test.contexts")]
async fn contexts(
    security: &SecurityContext,
    execution: &ExecutionContext,
    context: &ActionContext,
) -> Value {
    json!({
        "user": security.user_name, "workflow": execution.workflow_name,
        "action": context.action().name(), "depth": context.depth(), "dry": context.is_dry_run(),
    })
}

/// Returns the contexts of a reused action, called by type and by name.
#[mistral_action(name = "test.nested")]
async fn nested(actions: &Actions) -> Result<Vec<Value>, ActionError> {
    let by_name = actions.get("test.contexts")?.run(json!({})).await?;
    Ok(vec![actions.call(Contexts {}).await?, by_name])
}

/// A client made from the security context and an address that the application registers.
struct Client {
    address: String,
}

struct Address(&'static str);

impl Inject for Client {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        let user = ctx
            .security()
            .user_name
            .as_deref()
            .ok_or("the client needs a user")?;
        let address = ctx.state::<Address>().ok_or("no address")?;
        Ok(Injected::Owned(Client {
            address: format!("{user}@{}", address.0),
        }))
    }

    fn requirement() -> Option<Requirement> {
        Some(Requirement::of_state::<Address>())
    }
}

/// Uses a custom injectable type.
#[mistral_action(name = "test.client")]
async fn use_client(client: &Client) -> String {
    client.address.clone()
}

/// Blocks its thread; takes injected parameters.
#[mistral_action(name = "test.blocking", blocking)]
fn blocking(client: &Client, progress: &Progress, name: String) -> std::io::Result<String> {
    progress.fraction(1.5, format_args!("asking {}", client.address));
    std::fs::read_to_string(name)
}

fn test() -> ActionTest {
    ActionTest::new().state(Address("localhost"))
}

#[test]
fn contexts_reach_reused_actions() {
    let seen = |depth| json!({"user": "demo", "workflow": "test", "action": "test.contexts", "depth": depth, "dry": false});
    test().run("test.contexts", json!({})).assert_data(seen(0));
    test()
        .run("test.nested", json!({}))
        .assert_data([seen(1), seen(1)]);
}

#[test]
fn custom_types_are_injectable() {
    test()
        .run("test.client", json!({}))
        .assert_data("demo@localhost");
    let mut security = testing::security_context();
    security.user_name = None;
    let error = test()
        .security(security)
        .run("test.client", json!({}))
        .error();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Failed, "the client needs a user")
    );
}

#[test]
fn missing_requirement_fails_startup() {
    let error = Dispatcher::builder().build().unwrap_err().to_string();
    assert!(
        error.ends_with("`injection::Address` for `test.blocking`, `test.client`"),
        "{error}"
    );
}

#[test]
fn blocking_functions_get_injected_values() {
    let outcome = test().run("test.blocking", json!({"name": "no-such-file"}));
    assert!(
        outcome
            .into_result()
            .unwrap_err()
            .to_string()
            .starts_with("No such file or directory")
    );
    let file = env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml";
    test()
        .run("test.blocking", json!({"name": file}))
        .assert_progress(["asking demo@localhost"]);
}

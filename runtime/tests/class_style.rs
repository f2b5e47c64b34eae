//! Hand-written actions and annotated functions in one registry.

use mistral_actions::Registry;
use mistral_actions::catalog::Catalog;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

/// Resize a server.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Resize {
    /// Id of the server.
    server: String,
    #[serde(default)]
    confirm: bool,
    password: Option<Secret<String>>,
}

impl Action for Resize {
    type Output = Value;

    async fn run(self, ctx: &ActionContext) -> Result<ActionResult<Value>, ActionError> {
        if self.server.is_empty() {
            let password = self.password.map(Secret::into_exposed).unwrap_or_default();
            return Ok(ActionResult::error(
                json!({"status": 404, "hint": password.len()}),
            ));
        }
        Ok(ActionResult::Data(
            json!({"server": self.server, "confirm": self.confirm, "depth": ctx.depth()}),
        ))
    }

    async fn test(self, _ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        Ok(DryRun::WouldReturn(ActionResult::Data(
            json!({"server": self.server}),
        )))
    }

    fn has_dry_run() -> bool {
        true
    }
}

register_action!(
    Resize,
    name = "demo.resize",
    tags("compute"),
    aliases("demo.scale")
);

/// Resizes a server by a typed call and by a call by name.
#[mistral_action(name = "demo.resize_twice")]
async fn resize_twice(actions: &Actions, server: String) -> Result<Vec<Value>, ActionError> {
    let typed = actions
        .call(Resize {
            server: server.clone(),
            confirm: true,
            password: None,
        })
        .await?;
    let by_name = actions
        .get("demo.scale")?
        .run(json!({"server": server}))
        .await?;
    Ok(vec![typed, by_name])
}

#[test]
fn annotated_action_calls_hand_written_action() {
    ActionTest::new().run("demo.resize_twice", json!({"server": "vm"})).assert_data(json!([
        {"server": "vm", "confirm": true, "depth": 1}, {"server": "vm", "confirm": false, "depth": 1}
    ]));
    let error = ActionTest::new()
        .run("demo.resize", json!({"server": ""}))
        .error();
    assert_eq!(error.data(), Some(&json!({"status": 404, "hint": 0})));
}

#[test]
fn hand_written_input_is_validated_by_schema() {
    let error = ActionTest::new()
        .run("demo.resize", json!({"confirm": "yes", "sever": 1}))
        .error();
    assert_eq!(
        error.to_string(),
        "invalid input for `demo.resize`: /server: missing, expected string; \
         /sever: unknown input; did you mean `server`? (the action takes `server`, `confirm`, `password`); \
         /confirm: expected boolean, got string \"yes\""
    );
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Disk {
    gib: u32,
}

/// Make a disk larger.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Swell {
    server: String,
    disk: Disk,
}

impl Action for Swell {
    type Output = u32;

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<u32>, ActionError> {
        Ok(ActionResult::Data(self.disk.gib))
    }
}

register_action!(Swell, name = "demo.swell");

#[test]
fn missing_nested_fields_are_reported_with_top_level_ones() {
    let error = ActionTest::new()
        .run("demo.swell", json!({"disk": {}}))
        .error();
    assert_eq!(
        error.to_string(),
        "invalid input for `demo.swell`: /server: missing, expected string; /disk/gib: missing, expected integer of at least 0"
    );
}

#[test]
fn hand_written_action_is_in_the_catalog() {
    let catalog = Catalog::of(Registry::linked().unwrap().iter());
    let entry = &catalog.actions[0];
    assert_eq!(
        (entry.name.as_str(), entry.summary.as_str()),
        ("demo.resize", "Resize a server.")
    );
    assert_eq!(entry.params_spec, "server, confirm=false, password=null");
    assert_eq!(
        (entry.secrets.as_slice(), entry.has_dry_run),
        (["password".to_owned()].as_slice(), true)
    );
    assert_eq!(entry.source.as_ref().unwrap().file, file!());
    assert_eq!(catalog.actions[1].name, "demo.resize_twice");
}

#[test]
fn dry_run_masks_secrets() {
    let input = json!({"server": "vm", "password": "sesame"});
    let report = ActionTest::new().dry_run("demo.resize", input).unwrap();
    assert_eq!(
        report.input,
        json!({"server": "vm", "confirm": false, "password": "***"})
    );
    assert_eq!(
        report.result,
        Some(ActionResult::Data(json!({"server": "vm"})))
    );
}

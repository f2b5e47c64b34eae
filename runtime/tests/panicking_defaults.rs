//! Defaults that panic: they are reported, and everything that does not need them works.

use mistral_actions::Registry;
use mistral_actions::catalog::Catalog;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

fn broken() -> u8 {
    let none: &[u8] = &[];
    none[std::env::args().count()]
}

/// A disk.
#[derive(Deserialize, Serialize, JsonSchema)]
struct Disk {
    name: String,
    #[serde(default = "broken")]
    size: u8,
}

/// Takes a type with such a default twice, and one of its own.
#[mistral_action(name = "panics.attach")]
async fn attach(
    disk: Disk,
    more: Option<Vec<Disk>>,
    #[serde(default = "broken")] lun: u8,
    server: String,
) -> Disk {
    let more = more.map_or(0, |more| more.len());
    Disk {
        name: format!("{} {server} {more} {lun}", disk.name),
        ..disk
    }
}

/// Detaches a disk.
#[derive(Deserialize, JsonSchema)]
struct Detach {
    server: String,
    #[serde(default = "broken")]
    lun: u8,
}

impl Action for Detach {
    type Output = String;

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<String>, ActionError> {
        Ok(ActionResult::Data(format!("{} {}", self.server, self.lun)))
    }
}

register_action!(Detach, name = "panics.detach");

#[test]
fn catalog_describes_all_inputs_but_the_broken_type() {
    let registry = Registry::linked().unwrap();
    let catalog = Catalog::of(registry.iter());
    assert_eq!(catalog.actions.len(), 2);
    let input = &catalog.actions[0].input;
    assert_eq!(input["properties"]["server"], json!({"type": "string"}));
    assert_eq!(input["properties"]["lun"]["maximum"], json!(255));
    assert_eq!(input["properties"]["lun"].get("default"), None);
    let schema = jsonschema::validator_for(input).unwrap();
    let disk = json!({"name": "a", "size": 1});
    assert!(schema.is_valid(&json!({"disk": disk, "more": [disk], "server": "s"})));
    let detach = jsonschema::validator_for(&catalog.actions[1].input).unwrap();
    assert!(detach.is_valid(&json!({"server": "s", "lun": 2})));
}

#[test]
fn calls_that_give_the_value_work() {
    let disk = json!({"name": "a", "size": 1});
    let input = json!({"disk": disk, "more": [disk], "server": "s", "lun": 4});
    let name = "a s 1 4";
    ActionTest::new()
        .run("panics.attach", input)
        .assert_data(json!({"name": name, "size": 1}));
    ActionTest::new()
        .run("panics.detach", json!({"server": "s", "lun": 2}))
        .assert_data("s 2");
}

#[test]
fn calls_that_need_the_default_fail_alone() {
    for (name, input) in [
        (
            "panics.attach",
            json!({"disk": {"name": "a", "size": 1}, "server": "s"}),
        ),
        ("panics.detach", json!({"server": "s"})),
    ] {
        ActionTest::new().run(name, input).assert_error("panicked");
    }
}

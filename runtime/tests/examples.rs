//! Authors' examples: in the schema, in documents, and checked.

use mistral_actions::Registry;
use mistral_actions::catalog::Catalog;
use mistral_actions::prelude::*;
use mistral_actions::testing::{ActionTest, assert_examples};

/// A size.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

/// A disk.
#[derive(Input)]
struct Disk {
    #[input(example = 40, range(min = 1, max = 100))]
    gigabytes: u32,
    #[input(example = json!({"type": "ssd"}))]
    properties: Option<Value>,
}

/// Resizes a server.
#[mistral_action(name = "examples.resize")]
#[input(exactly_one_of("image", "volume"), requires(volume = "zone"))]
async fn resize(
    #[input(
        example = "vm-1",
        example = "vm-2",
        alias = "id",
        pattern = "^vm-[0-9]$"
    )]
    server: String,
    #[input(example = "large")] size: Size,
    #[input(example = vec!["a".to_owned(), "b".to_owned()])] tags: Option<Vec<String>>,
    #[input(flatten)] disk: Disk,
    image: Option<String>,
    #[input(example = "v-1")] volume: Option<String>,
    zone: Option<String>,
    #[input(default = 3, example = 5)] attempts: u8,
) {
    drop((
        server,
        tags,
        disk.gigabytes,
        disk.properties,
        image,
        volume,
        zone,
        attempts,
    ));
    match size {
        Size::Small | Size::Large => {}
    }
}

fn middle() -> String {
    "middle".to_owned()
}

/// A wrong example, which rustc cannot see.
#[mistral_action(name = "examples.wrong")]
async fn wrong(
    #[input(example = middle(), one_of("left", "right"))] side: String,
    disk: Option<Disk>,
) {
    drop((side, disk));
}

#[test]
fn examples_are_in_the_schema_and_in_documents() {
    let registry = Registry::linked().unwrap();
    let schema = registry
        .find("examples.resize")
        .unwrap()
        .input_schema()
        .clone();
    let examples = |key: &str| schema["properties"][key]["examples"].clone();
    assert_eq!(examples("server"), json!(["vm-1", "vm-2"]));
    assert_eq!(examples("size"), json!(["large"]));
    assert_eq!(examples("tags"), json!([["a", "b"]]));
    assert_eq!(examples("properties"), json!([{"type": "ssd"}]));
    assert_eq!(examples("image"), Value::Null);
    let markdown = Catalog::of(registry.iter()).to_markdown();
    let row = "| `server` | string matching `^vm-[0-9]$`, for example `\"vm-1\"`, also named `id` | required |";
    assert!(markdown.contains(row), "{markdown}");
}

#[test]
fn example_of_a_call_follows_the_rules() {
    let registry = Registry::linked().unwrap();
    let entry = registry.find("examples.resize").unwrap().entry();
    let mut names = entry.example_inputs();
    names.sort_unstable();
    assert_eq!(names, ["gigabytes", "server", "size", "volume", "zone"]);
}

#[test]
fn invalid_example_fails_the_test_of_its_action_only() {
    let test = ActionTest::new();
    let valid = json!({"server": "vm-1", "size": 3, "image": "i", "gigabytes": 1});
    test.run("examples.resize", valid).assert_invalid(["/size"]);
    let message = "action `examples.wrong`: the example \"middle\" of `side`: \
         expected one of \"left\", \"right\", got string \"middle\"";
    let panic = std::panic::catch_unwind(|| {
        drop(ActionTest::new().run("examples.wrong", json!({"side": "left"})));
    });
    assert_eq!(
        panic.unwrap_err().downcast_ref::<String>().unwrap(),
        message
    );
    let panic = std::panic::catch_unwind(assert_examples);
    assert_eq!(
        panic.unwrap_err().downcast_ref::<String>().unwrap(),
        message
    );
}

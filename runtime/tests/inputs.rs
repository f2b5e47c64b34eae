//! Options of `#[input(…)]`: decoding, constraints, schema.

use std::collections::BTreeMap;

use mistral_actions::Registry;
use mistral_actions::catalog::Catalog;
use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Policy {
    Affinity,
    AntiAffinity,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Network {
    /// Id of the network.
    uuid: String,
    port: Option<u16>,
}

fn two() -> u8 {
    2
}

fn from_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// Takes an input of every kind.
#[mistral_action(
    name = "test.everything",
    tags("test"),
    aliases("test.all"),
    timeout = "1m 30s"
)]
#[allow(clippy::too_many_arguments)]
async fn everything(
    /// Name of
    /// the server.
    #[input(length(min = 1, max = 5), pattern = "^[a-z]+$")]
    name: String,
    #[input(rename = "imageRef", alias = "image", format = "uuid")] image: Option<String>,
    #[input(default = "RegionOne")] region: String,
    #[input(default = vec![1, 2])] sizes: Vec<u32>,
    #[input(default, range(max = 0.5))] share: f64,
    #[serde(default = "two")] count: u8,
    #[input(one_of("http", "https"))] scheme: Option<String>,
    policy: Option<Policy>,
    #[input(default, length(max = 2))] networks: Vec<Network>,
    #[serde(deserialize_with = "from_text")]
    #[schemars(with = "String", extend("x-unit" = "bytes"))]
    size: u64,
    #[input(secret, default = "none")] password: String,
    token: Option<Secret<String>>,
    r#type: Option<String>,
    #[input(flatten)] rest: BTreeMap<String, Value>,
) -> Value {
    json!({
        "name": name, "image": image, "region": region, "sizes": sizes, "share": share, "count": count,
        "scheme": scheme, "policy": policy, "networks": networks, "size": size, "password": password.len(),
        "token": token.map(|token| token.expose().len()), "type": r#type, "rest": rest,
    })
}

/// Takes nothing.
#[mistral_action(name = "test.nothing")]
async fn nothing() {}

#[test]
fn defaults_replace_missing_inputs() {
    ActionTest::new().run("test.everything", json!({"name": "vm", "size": "7"})).assert_data(json!({
        "name": "vm", "image": null, "region": "RegionOne", "sizes": [1, 2], "share": 0.0, "count": 2,
        "scheme": null, "policy": null, "networks": [], "size": 7, "password": 4, "token": null, "type": null,
        "rest": {},
    }));
}

#[test]
fn all_inputs_can_be_given() {
    let id = "a7eb257e-d646-44d3-9cbe-6a765fb311e0";
    ActionTest::new()
        .run(
            "test.all",
            json!({
                "name": "vm", "image": id, "region": "R2", "sizes": [3.0], "share": 0.25, "count": 9,
                "scheme": "https", "policy": "antiaffinity", "networks": [{"uuid": "n", "port": 80}],
                "size": "1024", "password": "sesame", "token": "t", "type": "x", "extra": {"a": 1}, "more": null,
            }),
        )
        .assert_data(json!({
            "name": "vm", "image": id, "region": "R2", "sizes": [3], "share": 0.25, "count": 9,
            "scheme": "https", "policy": "antiaffinity", "networks": [{"uuid": "n", "port": 80}],
            "size": 1024, "password": 6, "token": 1, "type": "x", "rest": {"extra": {"a": 1}, "more": null},
        }));
}

fn problems(input: impl Into<RawInput>) -> Vec<String> {
    let error = ActionTest::new().run("test.everything", input).error();
    error
        .input_errors()
        .unwrap()
        .problems()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn every_problem_has_a_pointer() {
    let wrong = json!({
        "name": "Much too long", "image": "x", "imageRef": null, "sizes": [1, "two", 3], "share": 0.75,
        "count": 300, "scheme": "ftp", "policy": "none", "networks": [{"uuid": "n"}, {"port": 70000}],
        "password": ["sesame"], "token": {"hidden": "sesame"},
    });
    let expected = [
        "/name: expected string from 1 to 5 characters matching `^[a-z]+$`, got a length of 13",
        "/imageRef: `imageRef` (also called `image`) is given twice",
        "/sizes/1: expected integer of at least 0, got string \"two\"",
        "/share: expected number of at most 0.5, got number 0.75",
        "/count: expected integer from 0 to 255, got number 300",
        "/scheme: expected one of \"http\", \"https\", null, got string \"ftp\"",
        "/policy: expected one of \"affinity\", \"antiaffinity\" or null, got string \"none\"",
        "/networks/1/uuid: missing, expected string",
        "/networks/1/port: expected integer from 0 to 65535 or null, got number 70000",
        "/size: missing, expected string",
        "/password: expected string, got an array",
        "/token: expected string or null, got an object",
    ];
    assert_eq!(problems(wrong.clone()), expected);
    assert_eq!(problems(RawInput::Text(wrong.to_string())), expected);
}

#[test]
fn invalid_text_is_refused() {
    assert_eq!(
        problems(RawInput::Text("{\"name\": }".into())),
        ["the input is not valid JSON: expected value at line 1 column 10"]
    );
    assert_eq!(
        problems(json!([1])),
        ["expected an object with the action's inputs, got an array"]
    );
    let twice = RawInput::Text(r#"{"name": "a", "name": "b", "size": "1"}"#.into());
    assert_eq!(problems(twice), ["/name: `name` is given twice"]);
}

#[test]
fn an_action_without_inputs_takes_null_and_an_empty_object() {
    for input in [
        RawInput::Value(json!(null)),
        RawInput::Value(json!({})),
        RawInput::Text("null".into()),
    ] {
        ActionTest::new()
            .run("test.nothing", input)
            .assert_data(json!(null));
    }
    ActionTest::new()
        .run("test.nothing", json!({"x": 1}))
        .assert_error("/x: unknown input (the action takes no input)");
}

#[test]
fn schema_contains_all_attributes() {
    let registry = Registry::linked().unwrap();
    let action = registry.find("test.everything").unwrap();
    let schema = action.input_schema();
    assert_eq!(schema["required"], json!(["name", "size"]));
    assert_eq!(
        schema["properties"]["name"],
        json!({"type": "string", "description": "Name of the server.", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]+$"})
    );
    assert_eq!(
        schema["properties"]["size"],
        json!({"type": "string", "x-unit": "bytes"})
    );
    assert_eq!(
        schema["properties"]["password"],
        json!({"type": "string", "writeOnly": true})
    );
    assert_eq!(
        schema["properties"]["scheme"]["enum"],
        json!(["http", "https", null])
    );
    assert_eq!(schema["properties"]["networks"]["default"], json!([]));
    assert_eq!(
        schema["properties"]["type"]["type"],
        json!(["string", "null"])
    );
    assert_eq!(schema["additionalProperties"], json!(true));
    assert_eq!(
        action.params_spec(),
        "name, size, imageRef=null, region=\"RegionOne\", sizes=null, share=0.0, count=2, scheme=null, \
         policy=null, networks=[], password=null, token=null, type=null, **kwargs"
    );
    let entry = &Catalog::of([action]).actions[0];
    assert_eq!(entry.secrets, ["password", "token"]);
    assert_eq!(entry.timeout_seconds, Some(90.0));
    assert_eq!(entry.aliases, ["test.all"]);
    assert_eq!(
        entry.input["properties"]["image"],
        json!({"$ref": "#/properties/imageRef"})
    );
}

#[test]
fn input_type_can_be_constructed() {
    let action = Everything {
        count: 3,
        ..Everything::new("vm".into(), 5, BTreeMap::new())
    };
    assert_eq!(action.region, "RegionOne");
    assert_eq!(ActionTest::new().call(action).unwrap()["count"], 3);
    ActionTest::new().call(Nothing::default()).unwrap();
}

#[test]
fn debug_hides_secrets() {
    let action = Everything {
        password: "sesame".into(),
        token: Some(Secret::new("sesame".into())),
        ..Everything::new("vm".into(), 5, BTreeMap::new())
    };
    let debug = format!("{action:?}");
    assert!(
        debug.starts_with("Everything {") && debug.contains(r#"name: "vm""#),
        "{debug}"
    );
    assert!(!debug.contains("sesame"), "{debug}");
}

const SIZES: &[&str] = &["small"];

fn size(index: usize) -> String {
    SIZES[index].to_owned()
}

/// Has defaults that cannot be computed.
#[mistral_action(name = "test.impossible_default")]
async fn impossible_default(
    #[input(default = size(9))] size: String,
    #[input(default = size(0))] other: String,
) -> String {
    size + &other
}

#[test]
fn default_that_panics_is_missing_in_the_schema_only() {
    let test = ActionTest::new();
    test.run("test.impossible_default", json!({"size": "big "}))
        .assert_data("big small");
    test.run("test.impossible_default", json!({"size": 1}))
        .assert_invalid(["/size"]);
    let error = test.run("test.impossible_default", json!({})).error();
    assert!(error.to_string().contains("panicked"), "{error}");
    let registry = Registry::linked().unwrap();
    let action = registry.find("test.impossible_default").unwrap();
    let schema = action.input_schema();
    assert_eq!(schema["properties"]["size"].get("default"), None);
    assert_eq!(schema["properties"]["other"]["default"], "small");
    assert_eq!(schema.get("required"), None);
}

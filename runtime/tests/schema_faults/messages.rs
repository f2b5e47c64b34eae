//! Messages about values of enums, maps and lists.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

use crate::{Plain, Source, problems};

#[derive(Serialize, Deserialize, JsonSchema)]
enum Rule {
    Allow(u8),
    Deny { ports: Vec<u16> },
    Nothing,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Step {
    name: String,
    #[serde(flatten)]
    kind: StepKind,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum StepKind {
    One { number: u8 },
    Two,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Verify {
    Check(bool),
    Path(String),
}

/// Takes enums.
#[mistral_action(name = "words.enums")]
async fn words(
    rule: Option<Rule>,
    step: Option<Step>,
    verify: Option<Verify>,
    map: Option<BTreeMap<String, Source>>,
    ratio: Option<f64>,
    #[input(length(min = 1))] objects: Option<Vec<Plain>>,
) {
    let _ = (rule, step, verify, map, ratio, objects);
}

#[test]
fn messages_name_the_alternative_that_was_meant() {
    for (input, expected) in [
        (
            json!({"rule": {"Alow": 1}}),
            "/rule: expected an object with one key of `Allow`, `Deny`, got the key `Alow`",
        ),
        (
            json!({"rule": {"Allow": 256}}),
            "/rule/Allow: expected integer from 0 to 255, got number 256",
        ),
        (
            json!({"rule": {"Deny": {"ports": [1, "x"]}}}),
            "/rule/Deny/ports/1: expected integer from 0 to 65535, got string \"x\"",
        ),
        (
            json!({"rule": {}}),
            "/rule: expected an object with one key of `Allow`, `Deny`, got an empty object",
        ),
        (
            json!({"rule": "Nothin"}),
            "/rule: expected one of \"Nothing\" or object or null, got string \"Nothin\"",
        ),
        (
            json!({"step": {"name": "a", "kind": "Three"}}),
            "/step/kind: expected one of \"One\", \"Two\", got string \"Three\"",
        ),
        (
            json!({"step": {"name": "a", "kind": "One", "number": "x"}}),
            "/step/number: expected integer from 0 to 255, got string \"x\"",
        ),
        (
            json!({"step": {"name": "a"}}),
            "/step/kind: missing, expected one of \"One\", \"Two\"",
        ),
        (
            json!({"verify": 0}),
            "/verify: expected boolean or string or null, got number 0",
        ),
        (
            json!({"map": {"a": {"kind": "File"}}}),
            "/map/a/path: missing, expected string",
        ),
        (
            json!({"ratio": ""}),
            "/ratio: expected number or null, got string \"\"",
        ),
        (
            json!({"objects": []}),
            "/objects: expected array of at least 1 item, each object or null, got a length of 0",
        ),
        (
            json!({"objects": [{"server": 1}]}),
            "/objects/0/server: expected string, got number 1",
        ),
    ] {
        assert_eq!(problems("words.enums", input), [expected]);
    }
}

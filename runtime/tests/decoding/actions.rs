//! Actions that together take every kind of input, with a valid input for each.

#![allow(
    clippy::option_option,
    clippy::too_many_arguments,
    reason = "inputs of every kind"
)]

use std::collections::{BTreeMap, HashMap};

use mistral_actions::prelude::*;

/// Takes numbers of all types.
#[mistral_action(name = "kinds.numbers")]
#[allow(clippy::too_many_arguments)]
async fn numbers(
    int8: i8,
    int16: i16,
    int32: i32,
    int64: i64,
    int128: i128,
    size: Option<isize>,
    uint8: u8,
    uint16: Option<u16>,
    uint32: u32,
    uint64: u64,
    uint128: u128,
    #[input(default)] usize: usize,
    float32: f32,
    float64: Option<f64>,
    #[input(range(min = 1, max = 600))] ranged: u32,
    #[input(range(max = 300))] wider_than_its_type: u8,
    #[input(range(min = -0.5, max = 0.5))] share: Option<f64>,
    #[input(one_of(1, 2, 4))] power: u8,
    list: Vec<u32>,
    pair: (i8, f32),
) {
    let _ = (
        int8, int16, int32, int64, int128, size, uint8, uint16, uint32, uint64, uint128, usize,
    );
    let _ = (
        float32,
        float64,
        ranged,
        wider_than_its_type,
        share,
        power,
        list,
        pair,
    );
}

pub(crate) fn numbers_input() -> Value {
    json!({
        "int8": -128, "int16": 5, "int32": 5, "int64": i64::MIN, "int128": 5, "size": 5, "uint8": 255,
        "uint16": null, "uint32": 5, "uint64": u64::MAX, "uint128": 5, "usize": 5, "float32": 0.5,
        "float64": 1e300, "ranged": 600, "wider_than_its_type": 200, "share": 0.5, "power": 4,
        "list": [1, 2, 3], "pair": [1, 0.25],
    })
}

/// Takes texts with all constraints.
#[mistral_action(name = "kinds.texts")]
#[allow(clippy::too_many_arguments)]
async fn texts(
    text: String,
    optional: Option<String>,
    letter: char,
    flag: bool,
    #[input(length(min = 1, max = 5))] short: String,
    #[input(pattern = "^[a-z]+$")] lower: Option<String>,
    #[input(one_of("http", "https"))] scheme: String,
    #[input(alias = "image")] image_ref: Option<String>,
    #[input(format = "ipv4")] ipv4: Option<String>,
    #[input(format = "uuid")] uuid: Option<String>,
    #[input(format = "date-time")] when: Option<String>,
    #[input(format = "email")] mail: Option<String>,
    #[input(secret)] password: String,
    token: Option<Secret<String>>,
    #[input(default = "RegionOne")] region: String,
) {
    let _ = (
        text, optional, letter, flag, short, lower, scheme, image_ref, ipv4, uuid, when, mail,
    );
    let _ = (password, token, region);
}

pub(crate) fn texts_input() -> Value {
    json!({
        "text": "", "optional": "x", "letter": "ß", "flag": true, "short": "größe", "lower": "abc",
        "scheme": "http", "image": "debian", "ipv4": "10.0.0.1", "password": "sesame", "token": "t",
        "uuid": "a7eb257e-d646-44d3-9cbe-6a765fb311e0", "when": "2026-11-23T12:00:00Z",
        "mail": "ada@example.org", "region": "R",
    })
}

/// Replaces aliases by the names of the schema, unless both are given.
pub(crate) fn without_aliases(input: &Value) -> Value {
    let mut input = input.clone();
    if let Some(members) = input.as_object_mut()
        && !members.contains_key("image_ref")
        && let Some(image) = members.remove("image")
    {
        members.insert("image_ref".into(), image);
    }
    input
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Open {
    name: String,
    port: Option<u16>,
    #[serde(default)]
    sizes: Vec<i32>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Closed {
    open_one: Open,
    more: Option<Vec<Open>>,
    #[serde(default)]
    count: u64,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Wrapped(u8);

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Empty;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Flattened {
    name: String,
    #[serde(flatten)]
    open: Extra,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Extra {
    extra: u8,
}

/// Takes compound types.
#[mistral_action(name = "kinds.shapes")]
#[allow(clippy::too_many_arguments)]
async fn shapes(
    open: Open,
    closed: Option<Closed>,
    list: Vec<Wrapped>,
    #[input(length(max = 2))] names: Vec<String>,
    three: [u8; 3],
    pair: (String, Option<i16>),
    map: BTreeMap<String, i32>,
    hash: HashMap<String, Vec<bool>>,
    boxed: Box<Open>,
    any: Value,
    object: serde_json::Map<String, Value>,
    nothing: (),
    empty: Empty,
    maybe: Option<Option<u8>>,
    flattened: Flattened,
) {
    let _ = (
        open, closed, list, names, three, pair, map, hash, boxed, any, object, nothing, empty,
        maybe,
    );
    let _ = flattened;
}

pub(crate) fn shapes_input() -> Value {
    let open = json!({"name": "a", "port": 80, "sizes": [1]});
    json!({
        "open": open, "closed": {"openOne": open, "more": [open], "count": 3}, "list": [1, 2],
        "names": ["a"], "three": [1, 2, 3], "pair": ["a", 1], "map": {"a": 1}, "hash": {"a": [true]},
        "boxed": {"name": "b"}, "any": {"a": 3.0}, "object": {"a": [null]}, "nothing": null, "empty": null,
        "maybe": 1, "flattened": {"name": "a", "extra": 1},
    })
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Policy {
    Affinity,
    AntiAffinity,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) enum External {
    New(u8),
    Pair(u8, String),
    Named { size: u8, name: Option<String> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type")]
pub(crate) enum Internal {
    Empty,
    Named { size: u8 },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "content")]
pub(crate) enum Adjacent {
    New(u8),
    Named { size: u8 },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Untagged {
    Number(i32),
    Text(String),
    Many(Vec<u8>),
}

/// Takes enums in all representations.
#[mistral_action(name = "kinds.enums")]
async fn enums(
    policy: Policy,
    maybe: Option<Policy>,
    new: External,
    pair: Option<External>,
    named: External,
    internal: Internal,
    adjacent: Adjacent,
    untagged: Vec<Untagged>,
) {
    let _ = (
        policy, maybe, new, pair, named, internal, adjacent, untagged,
    );
}

pub(crate) fn enums_input() -> Value {
    json!({
        "policy": "affinity", "maybe": "antiaffinity", "new": {"New": 1}, "pair": {"Pair": [1, "a"]},
        "named": {"Named": {"size": 1, "name": null}}, "internal": {"type": "Named", "size": 1},
        "adjacent": {"type": "New", "content": 1}, "untagged": [1, "a", [1, 2]],
    })
}

/// Takes a flattened map.
#[mistral_action(name = "kinds.rest")]
async fn rest(name: String, #[input(flatten)] rest: BTreeMap<String, u32>) {
    let _ = (name, rest);
}

/// A hand-written action.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Class {
    name: String,
    size: i32,
    #[serde(default)]
    open: Option<Open>,
}

impl Action for Class {
    type Output = ();

    async fn run(self, _: &ActionContext) -> Result<ActionResult<()>, ActionError> {
        Ok(ActionResult::Data(()))
    }
}

register_action!(Class, name = "kinds.class");

pub(crate) fn class_input() -> Value {
    json!({"name": "a", "size": 1, "open": {"name": "b", "sizes": [1, 2]}})
}

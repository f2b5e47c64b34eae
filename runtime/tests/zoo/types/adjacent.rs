//! Enums with tag and content.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

use super::structs::Plain;

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "type", content = "content")]
enum Mixed {
    Unit,
    Newtype(u8),
    Struct(Plain),
    Tuple(u8, String),
    Members { size: u8, name: Option<String> },
    Numbers(BTreeMap<u16, u8>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(
    tag = "t",
    content = "c",
    rename_all = "snake_case",
    deny_unknown_fields
)]
enum Closed {
    FirstOne(Option<u8>),
    SecondOne { mixed: Mixed },
}

super::zoo! {
    "annotated.adjacent" "class.adjacent" => Mixed;
    "annotated.adjacent_closed" "class.adjacent_closed" => Closed;
}

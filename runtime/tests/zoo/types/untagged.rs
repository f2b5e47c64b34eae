//! Enums without a tag, which serde buffers.

use std::collections::{BTreeMap, BTreeSet};

use mistral_actions::prelude::*;

use super::structs::Plain;

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Scalars {
    Number(i32),
    Flag(bool),
    Text(String),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Compounds {
    Many(Vec<u8>),
    Pair(u8, String),
    Struct(Plain),
    Members { size: u8 },
    Nothing,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Maps {
    Numbers(BTreeMap<u16, u8>),
    Signed(BTreeMap<i32, String>),
    Set(BTreeSet<char>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Floats {
    Small(u8),
    Float(f32),
    Wide(u64),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum OfUntagged {
    Scalars(Scalars),
    Compounds(Compounds),
    Maybe(Option<Maps>),
}

#[derive(Deserialize, JsonSchema)]
enum PartlyUntagged {
    Unit,
    Members {
        size: u8,
    },
    #[serde(untagged)]
    Text(String),
    #[serde(untagged)]
    Other(Plain),
}

super::zoo! {
    "annotated.untagged_scalars" "class.untagged_scalars" => Scalars;
    "annotated.untagged_compounds" "class.untagged_compounds" => Compounds;
    "annotated.untagged_maps" "class.untagged_maps" => Maps;
    "annotated.untagged_floats" "class.untagged_floats" => Floats;
    "annotated.untagged_nested" "class.untagged_nested" => OfUntagged;
    "annotated.untagged_partly" "class.untagged_partly" => PartlyUntagged;
}

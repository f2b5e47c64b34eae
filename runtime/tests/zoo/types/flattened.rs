//! Structs with flattened members, which serde buffers.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Part {
    part: u8,
    by_number: Option<BTreeMap<u16, u8>>,
    #[serde(rename = "in")]
    inner: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct OfStruct {
    name: String,
    #[serde(flatten)]
    part: Part,
}

#[derive(Deserialize, JsonSchema)]
struct OfOption {
    name: String,
    #[serde(flatten)]
    part: Option<Part>,
}

#[derive(Deserialize, JsonSchema)]
struct OfMap {
    name: Option<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Deserialize, JsonSchema)]
struct OfValues {
    name: Option<u8>,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum External {
    One(u8),
    Two { size: u8 },
}

#[derive(Deserialize, JsonSchema)]
struct OfExternal {
    name: Option<String>,
    #[serde(flatten)]
    choice: External,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Internal {
    One { size: u8 },
    Two(Part),
    Three,
}

#[derive(Deserialize, JsonSchema)]
struct OfInternal {
    name: Option<String>,
    #[serde(flatten)]
    choice: Internal,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    One(u8),
    Two { size: u8 },
}

#[derive(Deserialize, JsonSchema)]
struct OfAdjacent {
    name: Option<String>,
    #[serde(flatten)]
    choice: Adjacent,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    One { size: u8 },
    Two { weight: String },
}

#[derive(Deserialize, JsonSchema)]
struct OfUntagged {
    name: Option<String>,
    #[serde(flatten)]
    choice: Untagged,
}

#[derive(Deserialize, JsonSchema)]
struct OfTwo {
    #[serde(flatten)]
    first: OfStruct,
    #[serde(flatten)]
    second: BTreeMap<String, Value>,
}

#[derive(Deserialize, JsonSchema)]
struct AliasedPart {
    #[serde(
        alias = "old",
        alias = "weight",
        alias = "id",
        alias = "vm",
        alias = "tz",
        alias = "mail"
    )]
    #[serde(
        alias = "cache",
        alias = "zone",
        alias = "server",
        alias = "more",
        alias = "computed",
        alias = "part"
    )]
    count: u8,
}

#[derive(Deserialize, JsonSchema)]
struct OfAliased {
    name: String,
    #[serde(flatten)]
    part: AliasedPart,
}

super::zoo! {
    "annotated.flat_struct" "class.flat_struct" => OfStruct;
    "annotated.flat_option" "class.flat_option" => OfOption;
    "annotated.flat_map" "class.flat_map" => OfMap;
    "annotated.flat_values" "class.flat_values" => OfValues;
    "annotated.flat_external" "class.flat_external" => OfExternal;
    "annotated.flat_internal" "class.flat_internal" => OfInternal;
    "annotated.flat_adjacent" "class.flat_adjacent" => OfAdjacent;
    "annotated.flat_untagged" "class.flat_untagged" => OfUntagged;
    "annotated.flat_aliased" "class.flat_aliased" => OfAliased;
    "annotated.flat_two" "class.flat_two" => OfTwo;
}

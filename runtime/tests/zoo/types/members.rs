//! Structs with the attributes of serde and schemars on their members.

use mistral_actions::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Renamed {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename(deserialize = "in", serialize = "out"))]
    inner: Option<u8>,
}

#[derive(Deserialize, JsonSchema)]
struct Defaults {
    #[serde(default)]
    count: u8,
    #[serde(default = "two")]
    two: u16,
    #[serde(default)]
    list: Vec<String>,
    name: Option<String>,
}

fn two() -> u16 {
    2
}

#[derive(Deserialize, JsonSchema)]
struct Aliased {
    #[serde(alias = "id", alias = "vm")]
    server: String,
    #[serde(alias = "tz")]
    zone: Option<u8>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AliasedClosed {
    #[serde(default, alias = "old")]
    count: u8,
    #[serde(alias = "inside")]
    aliased: Option<Aliased>,
}

#[derive(Deserialize, JsonSchema)]
struct Skipped {
    name: String,
    #[serde(skip)]
    cache: u8,
    #[serde(skip_deserializing)]
    computed: u8,
    #[serde(skip_serializing)]
    password: Option<String>,
}

fn from_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

#[derive(Deserialize, JsonSchema)]
struct WithFunction {
    #[serde(deserialize_with = "from_text")]
    #[schemars(with = "String", regex(pattern = r"^(1?\d?\d)$"), length(min = 1))]
    number: u8,
}

#[derive(Deserialize, JsonSchema)]
struct WithType {
    #[schemars(with = "Option<u8>")]
    number: Option<u16>,
}

fn in_words(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "string", "enum": ["low", "high"]})
}

#[derive(Deserialize, JsonSchema)]
struct WithSchema {
    #[schemars(schema_with = "in_words")]
    level: String,
}

#[derive(Deserialize, JsonSchema)]
struct Required {
    #[schemars(required)]
    name: Option<u8>,
}

#[derive(Deserialize, JsonSchema)]
struct Extended {
    #[schemars(extend("multipleOf" = 5))]
    fives: i32,
    #[schemars(extend("x-note" = true), description = "A note")]
    note: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct NamedLikeKeywords {
    r#enum: u8,
    r#const: Option<u8>,
    default: Option<u8>,
    properties: Option<Box<NamedLikeKeywords>>,
    #[serde(rename = "$ref")]
    reference: Option<u8>,
    #[serde(rename = "a/b~c")]
    escaped: Option<u8>,
}

super::zoo! {
    "annotated.renamed" "class.renamed" => Renamed;
    "annotated.defaults" "class.defaults" => Defaults;
    "annotated.aliased" "class.aliased" => Aliased;
    "annotated.aliased_closed" "class.aliased_closed" => AliasedClosed;
    "annotated.skipped" "class.skipped" => Skipped;
    "annotated.with_function" "class.with_function" => WithFunction;
    "annotated.with_type" "class.with_type" => WithType;
    "annotated.with_schema" "class.with_schema" => WithSchema;
    "annotated.required" "class.required" => Required;
    "annotated.extended" "class.extended" => Extended;
    "annotated.keywords" "class.keywords" => NamedLikeKeywords;
}

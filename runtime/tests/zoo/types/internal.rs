//! Enums whose tag is a member of the object, which serde buffers.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

use super::structs::Plain;

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "type")]
enum Mixed {
    Unit,
    Members {
        size: u8,
        numbers: Option<BTreeMap<u16, i8>>,
    },
    Struct(Plain),
    Map(BTreeMap<String, Value>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Closed {
    FirstOne { size: u8 },
    SecondOne { mixed: Option<Mixed> },
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum OfEnums {
    One(Mixed),
    Two(Closed),
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Other {
    Known {
        size: u8,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Numbers {
    Wide { wide: u64, small: Option<i64> },
    Float { float: f32, more: Option<f64> },
    Text { letter: char, text: Option<String> },
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Big {
    Big { big: Option<u128> },
    Small { size: u8 },
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "version")]
struct TaggedStruct {
    size: u8,
}

super::zoo! {
    "annotated.internal" "class.internal" => Mixed;
    "annotated.internal_closed" "class.internal_closed" => Closed;
    "annotated.internal_of_enums" "class.internal_of_enums" => OfEnums;
    "annotated.internal_other" "class.internal_other" => Other;
    "annotated.internal_numbers" "class.internal_numbers" => Numbers;
    "annotated.internal_big" "class.internal_big" => Big;
    "annotated.tagged_struct" "class.tagged_struct" => TaggedStruct;
}

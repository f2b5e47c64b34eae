//! Enums whose variant is the only key of an object.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

use super::structs::Plain;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Names {
    Up,
    Down,
}

#[derive(Deserialize, JsonSchema)]
enum Mixed {
    Unit,
    Newtype(u8),
    Struct(Plain),
    Tuple(u8, Names),
    Members { size: u8, names: Option<Vec<Names>> },
    Nested(Box<Mixed>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE", rename_all_fields = "kebab-case")]
enum Renamed {
    Members {
        first_name: String,
    },
    #[serde(rename = "third-party")]
    Other(BTreeMap<u16, u8>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
enum Closed {
    Unit,
    Members { size: u8, more: Option<Plain> },
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "a variant is never decoded")]
enum Skipped {
    Kept(u8),
    #[serde(skip)]
    Gone(u8),
    #[serde(skip_deserializing)]
    Computed,
}

#[derive(Deserialize, JsonSchema)]
enum Aliased {
    #[serde(alias = "former")]
    Unit,
    #[serde(alias = "old")]
    Members {
        #[serde(alias = "weight")]
        size: u8,
    },
}

#[derive(Deserialize, JsonSchema)]
enum Other {
    Known,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize, JsonSchema)]
enum OptionInside {
    Maybe(Option<u8>),
    Nothing(()),
    Big(u128),
}

super::zoo! {
    "annotated.names" "class.names" => Names;
    "annotated.external" "class.external" => Mixed;
    "annotated.external_renamed" "class.external_renamed" => Renamed;
    "annotated.external_closed" "class.external_closed" => Closed;
    "annotated.external_skipped" "class.external_skipped" => Skipped;
    "annotated.external_aliased" "class.external_aliased" => Aliased;
    "annotated.external_other" "class.external_other" => Other;
    "annotated.external_option" "class.external_option" => OptionInside;
    "annotated.external_secret" "class.external_secret" => Secret<Mixed>;
}

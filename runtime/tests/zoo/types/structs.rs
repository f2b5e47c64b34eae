//! Structs, with the attributes of serde on the whole struct.

use mistral_actions::prelude::*;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Plain {
    name: String,
    size: Option<u8>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Closed {
    plain: Plain,
    more: Option<Vec<Plain>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CamelCase {
    first_name: String,
    last_name: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(
    rename_all(serialize = "UPPERCASE", deserialize = "kebab-case"),
    deny_unknown_fields
)]
struct KebabCase {
    first_name: String,
    last_name: Option<u8>,
}

#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
struct AllDefault {
    count: u8,
    name: String,
}

#[derive(Deserialize, JsonSchema)]
struct Newtype(u16);

#[derive(Deserialize, JsonSchema)]
struct NewtypeOfStruct(Plain);

#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
struct Transparent {
    list: Vec<Plain>,
}

#[derive(Deserialize, JsonSchema)]
struct TupleStruct(u8, Option<String>, Plain);

#[derive(Deserialize, JsonSchema)]
struct Unit;

#[derive(Deserialize, JsonSchema)]
struct Empty {}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EmptyClosed {}

#[derive(Deserialize, JsonSchema)]
struct Recursive {
    name: Option<String>,
    children: Option<Vec<Recursive>>,
    next: Option<Box<Recursive>>,
}

#[derive(Deserialize, JsonSchema)]
struct Generic<T> {
    one: T,
    all: Vec<T>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(try_from = "u8")]
#[schemars(extend("maximum" = 100))]
struct Percent(u8);

impl TryFrom<u8> for Percent {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            0..=100 => Ok(Self(number)),
            _ => Err("more than 100 percent".to_owned()),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(from = "Plain")]
struct FromPlain(String);

impl From<Plain> for FromPlain {
    fn from(plain: Plain) -> Self {
        Self(plain.name)
    }
}

/// Has a title and an example in its schema.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "Renamed", title = "A title", deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct Described {
    /// A description.
    #[schemars(title = "Name")]
    name: String,
}

super::zoo! {
    "annotated.plain" "class.plain" => Plain;
    "annotated.closed" "class.closed" => Closed;
    "annotated.camel_case" "class.camel_case" => CamelCase;
    "annotated.kebab_case" "class.kebab_case" => KebabCase;
    "annotated.all_default" "class.all_default" => AllDefault;
    "annotated.newtype" "class.newtype" => Newtype;
    "annotated.newtype_of_struct" "class.newtype_of_struct" => NewtypeOfStruct;
    "annotated.transparent" "class.transparent" => Transparent;
    "annotated.tuple_struct" "class.tuple_struct" => TupleStruct;
    "annotated.unit_struct" "class.unit_struct" => Unit;
    "annotated.empty_struct" "class.empty_struct" => Empty;
    "annotated.empty_closed" "class.empty_closed" => EmptyClosed;
    "annotated.recursive" "class.recursive" => Recursive;
    "annotated.generic" "class.generic" => Generic<Generic<u8>>;
    "annotated.try_from" "class.try_from" => Percent;
    "annotated.from" "class.from" => FromPlain;
    "annotated.described" "class.described" => Described;
    "annotated.secret_struct" "class.secret_struct" => Secret<Closed>;
}

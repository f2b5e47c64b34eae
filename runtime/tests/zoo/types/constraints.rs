//! Constraints of schemars, which decoding does not check.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Numbers {
    #[schemars(range(min = 1, max = 24))]
    hours: u8,
    #[schemars(range(min = -1.5, max = 0.25))]
    share: Option<f64>,
    #[schemars(range(max = 0.1))]
    single: Option<f32>,
    #[schemars(range(min = 3))]
    list: Option<i32>,
}

#[derive(Deserialize, JsonSchema)]
struct Texts {
    #[schemars(length(min = 1, max = 4))]
    short: String,
    #[schemars(regex(pattern = "^[a-z]+$"))]
    lower: Option<String>,
    #[schemars(email)]
    email: Option<String>,
    #[schemars(url)]
    url: Option<String>,
    #[schemars(length(equal = 2))]
    two: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct Lists {
    #[schemars(length(min = 1, max = 2), inner(length(max = 3)))]
    rooms: Vec<String>,
    #[schemars(inner(range(min = 5)))]
    numbers: Option<Vec<u8>>,
    #[schemars(extend("minProperties" = 1))]
    map: Option<BTreeMap<String, u8>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Inside {
    First(Numbers),
    Second {
        #[schemars(length(max = 2))]
        text: String,
    },
}

#[derive(Deserialize, JsonSchema)]
struct Deep {
    lists: Vec<BTreeMap<String, Lists>>,
    texts: Option<Texts>,
}

super::zoo! {
    "annotated.constrained_numbers" "class.constrained_numbers" => Numbers;
    "annotated.constrained_texts" "class.constrained_texts" => Texts;
    "annotated.constrained_lists" "class.constrained_lists" => Lists;
    "annotated.constrained_variants" "class.constrained_variants" => Inside;
    "annotated.constrained_deep" "class.constrained_deep" => Deep;
    "annotated.constrained_secret" "class.constrained_secret" => Secret<Texts>;
}

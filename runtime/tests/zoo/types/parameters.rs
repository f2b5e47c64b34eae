//! Parameters with options, and types that are a whole input.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

/// Takes every option of `#[input(…)]`.
#[mistral_action(name = "annotated.options")]
async fn options(
    #[input(length(min = 1, max = 4), pattern = "^[a-z]")] name: String,
    #[input(secret)] password: String,
    #[input(format = "email")] email: Option<String>,
    #[input(rename = "project_id", alias = "project", format = "uuid")] project: Option<String>,
    #[input(default = true)] enabled: bool,
    #[input(default = 1, range(min = 1, max = 5))] attempts: u8,
    #[input(default = "a", one_of("a", "b"))] domain: String,
    #[input(flatten)] more: BTreeMap<String, u8>,
) {
    drop((
        name, password, email, project, enabled, attempts, domain, more,
    ));
}

/// Takes attributes of serde and schemars.
#[mistral_action(name = "annotated.passed_through")]
async fn passed_through(
    #[serde(rename = "type", alias = "kind")] name: String,
    #[serde(default)] count: u8,
    #[schemars(range(min = 1, max = 9))] digit: Option<u8>,
    #[schemars(length(max = 2), inner(length(max = 3)))] list: Option<Vec<String>>,
) {
    drop((name, count, digit, list));
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Tagged {
    File { path: String },
    Url { address: String, port: Option<u16> },
}

#[derive(Deserialize, JsonSchema)]
struct WithAliases {
    #[serde(alias = "id", alias = "vm")]
    server: String,
    #[serde(default, alias = "tz")]
    zone: u8,
}

#[derive(Deserialize, JsonSchema)]
struct Flattened {
    name: String,
    #[serde(flatten)]
    tagged: Tagged,
}

#[derive(Deserialize, JsonSchema)]
struct Newtype(WithAliases);

#[derive(Deserialize, JsonSchema)]
struct Numbers {
    by_number: Option<BTreeMap<u16, u8>>,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

macro_rules! whole {
    ($($name:literal => $type:ty;)*) => { $(
        impl Action for $type {
            type Output = ();

            async fn run(self, _: &ActionContext) -> Result<ActionResult<()>, ActionError> {
                Ok(ActionResult::Data(()))
            }
        }
        register_action!($type, name = $name);
    )* };
}
whole! {
    "class.whole_tagged" => Tagged;
    "class.whole_aliases" => WithAliases;
    "class.whole_flattened" => Flattened;
    "class.whole_newtype" => Newtype;
    "class.whole_numbers" => Numbers;
    "class.whole_derived" => Derived;
}

#[derive(Input)]
struct Derived {
    #[input(alias = "id", length(min = 1))]
    server: String,
    #[input(range(max = 9))]
    digit: Option<u8>,
}

//! Rules across inputs: of a function, of a flattened type, and of parts of inputs.

use mistral_actions::prelude::*;

/// Source of a volume.
#[derive(Deserialize, JsonSchema)]
enum Origin {
    #[serde(alias = "scratch")]
    Empty,
    Copy {
        #[serde(alias = "id")]
        of: String,
    },
}

#[derive(Input)]
#[input(exactly_one_of("image", "origin"))]
struct Volume {
    #[input(alias = "in")]
    image: Option<String>,
    origin: Option<Origin>,
    #[input(range(max = 9))]
    size: u8,
}

#[derive(Input)]
#[input(at_least_one_of("name", "key"), requires(password = "name"))]
struct Account {
    #[input(alias = "more")]
    name: Option<String>,
    key: Option<u16>,
    #[input(alias = "old")]
    password: Option<String>,
}

#[derive(Input)]
#[input(at_least_one_of("boot", "data"))]
struct Disks {
    boot: Option<Volume>,
    data: Option<Vec<Volume>>,
    #[input(flatten)]
    account: Account,
}

super::zoo! {
    "annotated.rules_one" "class.rules_one" => Volume;
    "annotated.rules_several" "class.rules_several" => Account;
    "annotated.rules_deep" "class.rules_deep" => Disks;
}

/// Takes inputs with rules of the function and of a flattened type.
#[mistral_action(name = "annotated.rules_function")]
#[input(exactly_one_of("server", "volume"), requires(size = "volume"))]
async fn function(
    #[input(alias = "vm")] server: Option<String>,
    #[input(alias = "id")] volume: Option<Volume>,
    size: Option<u8>,
    #[input(flatten)] account: Account,
) {
    drop((server, volume, size, account));
}

//! Types that derive `Input`, as parts of inputs.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

#[derive(Input)]
struct Contact {
    #[input(alias = "mail", format = "email")]
    email: String,
    #[input(default = 8, range(min = 1, max = 24))]
    hours: u8,
    #[input(length(max = 2))]
    tags: Option<Vec<String>>,
    #[input(one_of("day", "night"))]
    shift: Option<String>,
}

#[derive(Input)]
struct Team {
    #[input(pattern = "^[a-z]+$")]
    name: String,
    lead: Contact,
    members: Option<Vec<Contact>>,
    #[input(secret, default)]
    token: String,
    by_room: Option<BTreeMap<u16, Contact>>,
}

#[derive(Input)]
struct WithFlattened {
    #[input(flatten)]
    contact: Contact,
    #[input(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum UntaggedContact {
    Name(String),
    Contact(Contact),
}

#[derive(Deserialize, JsonSchema)]
struct FlatContact {
    name: Option<u8>,
    #[serde(flatten)]
    rest: BTreeMap<String, Team>,
}

super::zoo! {
    "annotated.derived" "class.derived" => Contact;
    "annotated.derived_deep" "class.derived_deep" => Team;
    "annotated.derived_flat" "class.derived_flat" => WithFlattened;
    "annotated.derived_untagged" "class.derived_untagged" => UntaggedContact;
    "annotated.derived_map" "class.derived_map" => FlatContact;
    "annotated.derived_pair" "class.derived_pair" => (Contact, Option<Box<Contact>>);
}

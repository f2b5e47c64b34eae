use mistral_actions::prelude::*;

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Stop {}

register_action!(Stop, name = "nova.stop");

fn main() {}

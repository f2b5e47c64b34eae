use mistral_actions::prelude::*;

#[derive(serde::Deserialize)]
struct Flavor {
    ram: u32,
}

#[mistral_action(name = "nova.resize")]
async fn resize(flavor: Flavor) -> u32 {
    flavor.ram
}

fn main() {}

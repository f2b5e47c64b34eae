use std::collections::HashMap;

use mistral_actions::prelude::*;

struct Flavor {
    ram: u32,
}

#[mistral_action(name = "nova.resize")]
async fn resize(flavors: Vec<Flavor>, more: Option<HashMap<String, Flavor>>) -> u32 {
    let more = more.into_iter().flatten().map(|(_, flavor)| flavor);
    flavors.into_iter().chain(more).map(|flavor| flavor.ram).sum()
}

fn main() {}

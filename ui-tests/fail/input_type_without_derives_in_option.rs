use mistral_actions::prelude::*;

struct Flavor {
    ram: u32,
}

#[mistral_action(name = "nova.resize")]
async fn resize(flavor: Option<Flavor>) -> Option<u32> {
    Some(flavor?.ram)
}

fn main() {}

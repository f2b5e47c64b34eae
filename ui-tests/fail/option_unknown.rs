use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", timout = "30s")]
async fn stop() {}

fn main() {}

use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", name = "nova.halt")]
async fn stop() {}

fn main() {}

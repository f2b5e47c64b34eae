use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", timeout = "30 parsecs")]
async fn stop() {}

fn main() {}

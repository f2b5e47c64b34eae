use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", blocking)]
async fn stop() {}

fn main() {}

use mistral_actions::prelude::*;

#[mistral_action(name = "")]
async fn stop() {}

fn main() {}

use mistral_actions::prelude::*;

#[mistral_action(name = nova.stop)]
async fn stop() {}

#[mistral_action("nova.start")]
async fn start() {}

fn main() {}

use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", test = stop_tset)]
async fn stop() {}

fn main() {}

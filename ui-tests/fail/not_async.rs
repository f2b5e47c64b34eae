use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
fn stop() {}

fn main() {}

use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", timeout, tags, blocking = true)]
fn stop() {}

fn main() {}
